import { Database, SQLiteError } from "bun:sqlite";
import { constants, copyFileSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { filesIn, read as readJournal } from "../history/sqlite/journal";

export type Remains = {
  /** The newest seq of each room in what can still be read. */
  lastSeqs: Map<string, number>;
  /**
   * Whether the file is of one piece. A log that was written back in part before it was damaged leaves pages of two
   * moments side by side: then a backup is the better answer.
   */
  isSound: boolean;
};

/** What is left of the history in `dir` where its log is damaged; read in a copy, so that nothing is touched. */
export function remainsOf(dir: string): Remains {
  const scratch = mkdtempSync(join(tmpdir(), "potato-remains-"));
  try {
    for (const name of ["history.sqlite", "history.sqlite-wal"]) {
      // Where the file system can, a copy takes neither time nor space.
      if (existsSync(join(dir, name)))
        copyFileSync(join(dir, name), join(scratch, name), constants.COPYFILE_FICLONE);
    }
    const remains = read(join(scratch, "history.sqlite"));
    for (const { roomId, seq } of filesIn(dir).flatMap((path) => readJournal(path).messages))
      if (seq === (remains.lastSeqs.get(roomId) ?? 0) + 1) remains.lastSeqs.set(roomId, seq);
    return remains;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function read(path: string): Remains {
  const remains: Remains = { lastSeqs: new Map(), isSound: false };
  const file = new Database(path, { readonly: true });
  try {
    for (const { room, seq } of file.query<{ room: string; seq: number }, []>(lasts).iterate())
      remains.lastSeqs.set(room, seq);
    const found = file.query<{ integrity_check: string }, []>("PRAGMA integrity_check(1)").get();
    return { ...remains, isSound: found?.integrity_check === "ok" };
  } catch (error) {
    if (!(error instanceof SQLiteError)) throw error;
    return remains;
  } finally {
    file.close();
  }
}

const lasts = "SELECT room, max(seq) AS seq FROM messages GROUP BY room ORDER BY room";
