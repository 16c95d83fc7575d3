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
 * Lays a view `messages` over the table: the table, and every message of the journal that has not been moved to it; each with
 * its highest rev. Nothing is appended to the table, so its heads stay: a message behind a gap, or in the journal twice, gets
 * into the view as it is.
 */
function replayOn(file: Database, journal: string[]): void {
  const columns = "room, seq, ordinal, author, client_id, kind, at, reply_seq";
  // A store of a release in which messages could not change.
  const hasRev = file.query("SELECT 1 FROM pragma_table_info('messages') WHERE name = 'rev'").get() !== null;
  const moved = `SELECT ${columns}, ${hasRev ? "rev" : "0 AS rev"} FROM main.messages`;
  file.run(`CREATE TEMP TABLE journal AS ${moved} LIMIT 0`);
  file.run("CREATE TEMP TABLE changed (room TEXT, seq INTEGER, rev INTEGER)");
  const last = file.query<{ seq: number | null }, [string]>(
    "SELECT max(seq) AS seq FROM main.messages WHERE room = ?",
  );
  const hold = holdsIn(file);
  const insert = file.query(`INSERT INTO temp.journal VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`);
  const insertChange = file.query("INSERT INTO temp.changed VALUES (?, ?, ?)");
  const change = (message: Stored) => {
    insertChange.run(message.roomId, message.seq, message.rev);
    hold(message);
  };
  const added = new Set<string>();
  const add = (message: Stored) => {
    const { roomId, seq, ordinal, authorId, clientId, kind, at, replySeq, rev } = message;
    const place = `${roomId} ${seq}`;
    // It was changed before it was moved: no other message has its place.
    if (rev > 0 && added.has(place)) return change(message);
    added.add(place);
    insert.run(roomId, seq, ordinal, authorId, clientId, kind, at, replySeq, rev);
    hold(message);
  };
  replay(journal, { headOf: (roomId) => last.get(roomId)?.seq ?? 0, append: add, change, onGap: add });
  file.run("CREATE INDEX temp.journal_place ON journal (room, seq)");
  file.run("CREATE INDEX temp.changed_place ON changed (room, seq)");
  file.run(
    `CREATE TEMP VIEW messages AS SELECT ${columns}, max(rev, coalesce((SELECT max(c.rev) FROM temp.changed AS c
        WHERE c.room = m.room AND c.seq = m.seq), 0)) AS rev
      FROM (${moved} UNION ALL SELECT ${columns}, rev FROM temp.journal) AS m`,
  );
}

/**
 * Makes `uploaded` and `holds` of the tables; a store of a release without files has none. Returns what replays on it what a
 * message of the journal holds.
 */
function holdsIn(file: Database): (message: Stored) => void {
  const hasFiles = file.query("SELECT 1 FROM sqlite_master WHERE name = 'uploads'").get() !== null;
  file.run("CREATE TEMP TABLE holds (file TEXT, room TEXT, seq INTEGER)");
  file.run("CREATE INDEX temp.holds_place ON holds (room, seq)");
  if (hasFiles) file.run("INSERT INTO temp.holds SELECT file, room, seq FROM main.attached");
  file.run(`CREATE TEMP VIEW uploaded AS ${hasFiles ? uploaded : none}`);
  const forget = file.query("DELETE FROM temp.holds WHERE room = ? AND seq = ?");
  const insert = file.query("INSERT INTO temp.holds VALUES (?, ?, ?)");
  return ({ roomId, seq, attachments }) => {
    forget.run(roomId, seq);
    for (const { id } of attachments) insert.run(id, roomId, seq);
  };
}

const none = "SELECT '' AS id, 0 AS size, '' AS sha256, 0 AS has_thumbnail, 0 AS kept WHERE 0";
const uploaded = `SELECT id, size, about ->> 'sha256' AS sha256, about ->> 'hasThumbnail' AS has_thumbnail,
  spare_since IS NULL AS kept FROM main.uploads`;
