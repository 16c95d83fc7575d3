import type { KeptRoom, RoomState } from "../../../src/protocol/frames";
import { api, ask } from "../../api";

// The server's maximum.
const PAGE = 100;

/** A page of my rooms, favourites first, then by newest activity, each as a welcome has it. */
export async function fetchHeads(
  cursor: string | undefined,
): Promise<{ rooms: RoomState[]; kept: KeptRoom[]; cursor: string | null }> {
  const page = await ask(() => api.rooms.get({ query: { limit: PAGE, cursor } }));
  return {
    rooms: page.rooms.flatMap(({ id, head, rev, me }): RoomState[] =>
      me ? [[id, head, me.cursor, me.unread, rev]] : [],
    ),
    kept: page.rooms.flatMap(({ id, me }): KeptRoom[] =>
      me
        ? [
            {
              roomId: id,
              notify: me.notify,
              notifyUntil: me.notifyUntil,
              favourite: me.favourite,
              markedUnread: me.markedUnread,
            },
          ]
        : [],
    ),
    cursor: page.cursor,
  };
}
