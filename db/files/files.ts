/**
 * Bytes that people gave, under names that we made (never a name that came in). The seam: a folder behind it on one
 * machine, a bucket for several. What `put` was given lasts when it resolves; a name is written once, and never again.
 * Where the store cannot do it now, each refuses `overloaded` or `read-only`.
 */
export interface Files {
  put(name: string, bytes: Uint8Array): Promise<void>;
  /** Null where there is no such file. */
  get(name: string): Promise<Blob | null>;
  /** It is no fault if there is none. */
  remove(name: string): Promise<void>;
  /** As it was when something was asked of it last. Where that failed, or was never, it is asked again meanwhile. */
  isReadable(): boolean;
}

/** The store in use. Set once at start. */
export let files: Files;
export const useFiles = (store: Files) => void (files = store);
