import type { Room } from "../../../src/protocol/room";

/** What a room's place in the list depends on. */
interface PlacedRoom {
  room: Room;
  id: string;
  // Favourites come first.
  isPinned: number;
  movedAt: number;
}

export const placed = (room: Room): PlacedRoom => {
  const { id, me, lastMessage, createdAt } = room;
  return { room, id, isPinned: Number(me?.favourite ?? false), movedAt: lastMessage?.at ?? createdAt };
};

export const newestFirst = (a: PlacedRoom, b: PlacedRoom): number =>
  b.isPinned - a.isPinned || b.movedAt - a.movedAt || (a.id < b.id ? 1 : -1);
