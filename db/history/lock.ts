import { Database, SQLiteError } from "bun:sqlite";
import { mkdirSync } from "node:fs";
import { join } from "node:path";

/**
 * One server a history: each holds the newest of it in memory, and two would answer past each other. Answers how to let
 * go; throws where another one has it. The operating system lets go by itself when the process ends, however it ends.
 */
export function lock(dir: string): () => void {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const file = new Database(join(dir, "history.lock"), { create: true });
  try {
    // Nothing is written: a disk that is full can still be started on, and read.
    file.run("PRAGMA journal_mode=MEMORY");
    file.run("BEGIN EXCLUSIVE");
  } catch (error) {
    if (!(error instanceof SQLiteError) || error.code !== "SQLITE_BUSY") throw error;
    throw new Error(`DATA_DIR: another server is running on ${dir}`, { cause: error });
  }
  return () => file.close();
}
