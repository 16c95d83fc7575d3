import type { Page, Stored } from "../history/history";

export type Cursor = { roomId: string; userId: string; seq: number; isMarked: boolean };

/** One end of a move: a store that no server is using. */
export type End = {
  /** Rooms in which something was said. */
  rooms(): AsyncIterable<string> | Iterable<string>;
  page(roomId: string, page: Page): Promise<Stored[]>;
  /** Each the next of its room, durably. */
  put(messages: Stored[]): Promise<void>;
  cursors(): AsyncIterable<Cursor> | Iterable<Cursor>;
  /** In place of all that are there. */
  putCursors(cursors: AsyncIterable<Cursor> | Iterable<Cursor>): Promise<void>;
  counts(): Promise<Counts>;
  close(): Promise<void>;
};

export type Counts = { messages: number; cursors: number };

/** Lists of as many at a time. */
export async function* inParts<T>(all: AsyncIterable<T> | Iterable<T>, size: number): AsyncGenerator<T[]> {
  let part: T[] = [];
  for await (const one of all) {
    part.push(one);
    if (part.length < size) continue;
    yield part;
    part = [];
  }
  if (part.length > 0) yield part;
}
