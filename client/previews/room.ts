// Whether a row has room for a preview. It stays so as long as rows of its chat with a link are on the page: a row is made anew
// while one scrolls, and by then it may be known that there is no preview. A row above that became lower would move all others.

interface ChatDecisions {
  hasRoom: Map<string, boolean>;
  /** How many rows are there now. */
  rows: number;
}

const chats = new Map<string, ChatDecisions>();

/** As it was decided before; else by `decide`. Call `leaveRow` when the row goes. */
export function enterRow(roomId: string, key: string, decide: () => boolean): boolean {
  const own = chats.get(roomId) ?? { hasRoom: new Map<string, boolean>(), rows: 0 };
  chats.set(roomId, own);
  own.rows++;
  const hasRoom = own.hasRoom.get(key) ?? decide();
  own.hasRoom.set(key, hasRoom);
  return hasRoom;
}

/** The next row comes in the same turn, or the chat is closed: when it is opened again, all is decided anew. */
export function leaveRow(roomId: string): void {
  setTimeout(() => {
    const own = chats.get(roomId);
    if (own && --own.rows === 0) chats.delete(roomId);
  });
}
