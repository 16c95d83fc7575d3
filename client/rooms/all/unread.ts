import type { Room } from "../../../src/protocol/room";

/** Whether its badge shows anything. */
export const isUnread = ({ me }: Pick<Room, "me">): boolean =>
  me !== null && (me.unread > 0 || me.markedUnread);

// The server's maximum in one call.
const MOST = 500;

/** What is read, up to what was shown: what comes meanwhile stays unread. */
export function readingsOf(rooms: Pick<Room, "id" | "head" | "me">[]): { roomId: string; seq: number }[][] {
  const all = rooms.filter(isUnread).map(({ id, head }) => ({ roomId: id, seq: head }));
  return Array.from({ length: Math.ceil(all.length / MOST) }, (_, nth) =>
    all.slice(nth * MOST, (nth + 1) * MOST),
  );
}
