import { Database, SQLiteError } from "bun:sqlite";
import { constants, copyFileSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { filesIn } from "../history/sqlite/journal/journal";
import { replay } from "../history/sqlite/journal/replay";

export type Remains = {
  /** The last seq of each room that can still be read. */
  lastSeqs: Map<string, number>;
  /**
   * Whether the file is consistent. A log that was checkpointed only in part before it was damaged leaves pages of
   * different moments side by side: then a backup is better.
   */
  isSound: boolean;
};

/** What can be read of the history in `dir` although its log is damaged. Reads a copy, so that nothing is changed. */
export function remainsOf(dir: string): Remains {
  const scratch = mkdtempSync(join(tmpdir(), "potato-remains-"));
  try {
    for (const name of ["history.sqlite", "history.sqlite-wal"]) {
      // A file system with copy-on-write needs neither time nor space for it.
      if (existsSync(join(dir, name)))
        copyFileSync(join(dir, name), join(scratch, name), constants.COPYFILE_FICLONE);
    }
    const remains = read(join(scratch, "history.sqlite"));
    const { lastSeqs } = remains;
    replay(filesIn(dir), {
      headOf: (roomId) => lastSeqs.get(roomId) ?? 0,
      append: ({ roomId, seq }) => void lastSeqs.set(roomId, seq),
    });
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
