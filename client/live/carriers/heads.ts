import type { RoomState } from "../../../src/protocol/frames";
import { api, ask } from "../../api";

// The server's maximum.
const PAGE = 100;

/** A page of my rooms, favourites first, then by newest activity, each as a welcome has it. */
export async function fetchHeads(
  cursor: string | undefined,
): Promise<{ rooms: RoomState[]; cursor: string | null }> {
  const page = await ask(() => api.rooms.get({ query: { limit: PAGE, cursor } }));
  return {
    rooms: page.rooms.flatMap(({ id, head, rev, me }): RoomState[] =>
      me ? [[id, head, me.cursor, me.unread, rev]] : [],
    ),
    cursor: page.cursor,
  };
}
