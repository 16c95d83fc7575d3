/** Rooms that have had messages stored or changed since a mark, and the mark to ask with next time. */
export type WrittenRooms = { rooms: string[]; mark: string; isWhole: boolean };

/** What the mark knows nothing of: any room may have been written to. */
export const anyRoom = (mark: string): WrittenRooms => ({ rooms: [], mark, isWhole: false });
