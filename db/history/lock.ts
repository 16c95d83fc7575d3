import { Database, SQLiteError } from "bun:sqlite";
import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";

/**
 * Allows one server a history: each caches the newest messages, and would not see those of another. Returns how to unlock;
 * throws if another process has the lock. The operating system unlocks when the process ends, however it ends.
 */
export const lock = (dir: string): (() => void) => lockFile(join(dir, "history.lock"));

/** The same for anything else that one process uses alone. */
export function lockFile(path: string): () => void {
  const dir = dirname(path);
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const file = new Database(path, { create: true });
  try {
    // Nothing is written, so that a server can start on a full disk, to be read.
    file.run("PRAGMA journal_mode=MEMORY");
    file.run("BEGIN EXCLUSIVE");
  } catch (error) {
    if (!(error instanceof SQLiteError) || error.code !== "SQLITE_BUSY") throw error;
    throw new Error(`DATA_DIR: another server is running on ${dir}`, { cause: error });
  }
  return () => file.close();
}
