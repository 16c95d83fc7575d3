/**
 * Uploaded files, under names that the server makes (never a name from a request). This is the seam: a folder implements it
 * for one machine, a bucket for several. A file is durable when `put` resolves; a name is written only once. If the store
 * fails, methods refuse `overloaded` or `read-only`.
 */
export interface Files {
  put(name: string, bytes: Uint8Array): Promise<void>;
  /** Null if there is no such file. */
  get(name: string): Promise<Blob | null>;
  /** Does nothing if there is no such file. */
  remove(name: string): Promise<void>;
  /** Whether the last operation succeeded. If not, or if there was none, this starts another attempt. */
  isReadable(): boolean;
}

/** The store in use. Set once at start. */
export let files: Files;
export const useFiles = (store: Files) => void (files = store);
