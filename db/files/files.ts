/**
 * Uploaded files, under names that the server makes (never a name from a request). This is the seam: a folder implements it
 * for one machine, a bucket for several. A file is durable when `put` or `write` resolves, and until then it is not there; a
 * name is written only once. If the store fails, methods refuse `overloaded` or `read-only`.
 */
export interface Files {
  put(name: string, bytes: Uint8Array): Promise<void>;
  /**
   * Stores `size` bytes as they come, without ever holding more than a few of them. It owns them: their memory may be given
   * back before it is collected. Rejects with what `content` throws, and with a `RangeError` if that has more or fewer; nothing
   * is stored then.
   */
  write(name: string, content: AsyncIterable<Uint8Array>, size: number): Promise<void>;
  /** Of a small file: all of it, in memory. Null if there is no such file. */
  get(name: string): Promise<Blob | null>;
  /**
   * The bytes from `from` up to `to`, exclusive; it must lie within the file. Null if there is no such file; one that
   * is removed from now on is still read to its end.
   */
  read(name: string, range: FileRange): Promise<ReadableStream<Uint8Array> | null>;
  /** All files whose name begins with this folder, such as `avatars`, in the order of their names. */
  list(folder: string): Promise<StoredFile[]>;
  /** Does nothing if there is no such file. */
  remove(name: string): Promise<void>;
  /** Whether the last operation succeeded. If not, or if there was none, this starts another attempt. */
  isReadable(): boolean;
}

/** Where the bytes of an upload are, and its thumbnail. */
export const contentOf = (id: string): string => `files/${id}`;
export const thumbnailOf = (id: string): string => `thumbnails/${id}.webp`;

/** Where a disk keeps what is being written, until a rename makes it whole. A crash leaves it there. */
export const UNFINISHED = "unfinished";

export type FileRange = { from: number; to: number };

/** `at`: when it was stored. */
export type StoredFile = { name: string; size: number; at: number };

export const wrongSize = (size: number): RangeError =>
  new RangeError(`It does not have the ${size} bytes that were announced.`);

/** The store in use. Set once at start. */
export let files: Files;
export const useFiles = (store: Files) => void (files = store);
