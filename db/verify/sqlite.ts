import type { Database } from "bun:sqlite";
import { existsSync } from "node:fs";

import type { Stored } from "../history/history";
import { filesIn } from "../history/sqlite/journal/journal";
import { replay } from "../history/sqlite/journal/replay";
import { type HistorySnapshot, lookup, openSnapshot, systemMessage } from "./snapshot";

export const snapshotOf = (dir: string): HistorySnapshot => ({
  history: historyIn(dir),
  isLocal: true,
  faults: [],
  stillMissing: async (asked) => {
    const now = historyIn(dir);
    const isStored = lookup(now, systemMessage);
    const missing = asked.filter(({ room, by, key }) => !isStored({ room, by, key }));
    now.close();
    return missing;
  },
  close: () => undefined,
});

/**
 * The tables with the journal replayed on them. A running server moves messages from the journal to the tables and then
 * deletes the journal file; if that has happened meanwhile, this begins again.
 */
function historyIn(dir: string): Database {
  for (;;) {
    const before = filesIn(dir);
    const file = openSnapshot(dir, "history.sqlite", "messages");
    replayOn(file, filesIn(dir));
    if (before.every((path) => existsSync(path))) return file;
    file.close();
  }
}

/**
 * Lays a view `messages` over the table: the table, and every message of the journal that has not been moved to it. Nothing
 * is appended to the table, so its heads stay: a message behind a gap, or in the journal twice, gets into the view as it is.
 */
function replayOn(file: Database, journal: string[]): void {
  const columns = "room, seq, ordinal, author, client_id, kind, at, reply_seq";
  file.run(`CREATE TEMP TABLE journal AS SELECT ${columns} FROM main.messages LIMIT 0`);
  const last = file.query<{ seq: number | null }, [string]>(
    "SELECT max(seq) AS seq FROM main.messages WHERE room = ?",
  );
  const insert = file.query(`INSERT INTO temp.journal VALUES (?, ?, ?, ?, ?, ?, ?, ?)`);
  const add = ({ roomId, seq, ordinal, authorId, clientId, kind, at, replySeq }: Stored) =>
    void insert.run(roomId, seq, ordinal, authorId, clientId, kind, at, replySeq);
  replay(journal, { headOf: (roomId) => last.get(roomId)?.seq ?? 0, append: add, onGap: add });
  file.run("CREATE INDEX temp.journal_place ON journal (room, seq)");
  file.run(
    `CREATE TEMP VIEW messages AS SELECT ${columns} FROM main.messages UNION ALL SELECT ${columns} FROM temp.journal`,
  );
}
