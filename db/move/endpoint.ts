import type { PageQuery, Stored } from "../history/history";

export type Cursor = { roomId: string; userId: string; seq: number; isMarked: boolean };

/** Source or target of a move: a store that no server is using. */
export type Endpoint = {
  /** The rooms that have messages. */
  rooms(): AsyncIterable<string> | Iterable<string>;
  page(roomId: string, page: PageQuery): Promise<Stored[]>;
  /** Stores messages durably, each the next of its room. */
  put(messages: Stored[]): Promise<void>;
  cursors(): AsyncIterable<Cursor> | Iterable<Cursor>;
  /** Replaces all cursors. */
  putCursors(cursors: AsyncIterable<Cursor> | Iterable<Cursor>): Promise<void>;
  counts(): Promise<Counts>;
  close(): Promise<void>;
};

export type Counts = { messages: number; cursors: number };

/** Groups items into arrays of `size`; the last may be smaller. */
export async function* inBatches<T>(all: AsyncIterable<T> | Iterable<T>, size: number): AsyncGenerator<T[]> {
  let part: T[] = [];
  for await (const one of all) {
    part.push(one);
    if (part.length < size) continue;
    yield part;
    part = [];
  }
  if (part.length > 0) yield part;
}
