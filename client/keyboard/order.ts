/** A room in the list, from top to bottom. */
export interface RoomInOrder {
  id: string;
  isUnread: boolean;
}

/** The room above (-1) or below (1) the open one; without one the last or the first. At the ends there is none. */
export function besideOf(
  rooms: RoomInOrder[],
  openedId: string | undefined,
  step: 1 | -1,
): string | undefined {
  const at = rooms.findIndex(({ id }) => id === openedId);
  if (at < 0) return rooms.at(step > 0 ? 0 : -1)?.id;
  return rooms[at + step]?.id;
}

/** The next unread room in that direction, and from the end of the list on from its other end. */
export function unreadBesideOf(
  rooms: RoomInOrder[],
  openedId: string | undefined,
  step: 1 | -1,
): string | undefined {
  const at = rooms.findIndex(({ id }) => id === openedId);
  const from = at < 0 && step < 0 ? rooms.length : at;
  for (let n = 1; n <= rooms.length; n++) {
    const room = rooms[(from + n * step + 2 * rooms.length) % rooms.length];
    if (room?.isUnread && room.id !== openedId) return room.id;
  }
  return undefined;
}
