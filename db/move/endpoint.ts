import type { PageQuery, Stored, Upload } from "../history/history";

export type Cursor = { roomId: string; userId: string; seq: number; isMarked: boolean };

/** `isKept`: a message holds it. */
export type MovedUpload = { upload: Upload; isKept: boolean };

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
  /** What was uploaded, ascending by id. Its bytes are in the store of files. */
  uploads(): AsyncIterable<MovedUpload> | Iterable<MovedUpload>;
  /** Replaces all uploads. */
  putUploads(uploads: AsyncIterable<MovedUpload> | Iterable<MovedUpload>): Promise<void>;
  counts(): Promise<Counts>;
  close(): Promise<void>;
};

export type Counts = { messages: number; cursors: number; uploads: number };

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
