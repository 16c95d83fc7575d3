import { Database } from "bun:sqlite";
import { existsSync } from "node:fs";
import { join } from "node:path";

import type { Stored } from "../history/history";
import { filesIn, read } from "../history/sqlite/journal";

/**
 * Both stores of a data folder, read-only and each as of one moment, also while a server writes to them. What is said
 * follows from who is there, and the other way round, so that accounts are held as they were just before history and
 * just after it: whatever history names must be in `after`, whatever `before` tells must be in history.
 */
export type Stores = { before: Database; history: Database; after: Database; dir: string; openedAt: number };

/** Throws where they are not there, or are no stores. */
export function open(dir: string): Stores {
  const before = held(dir, "accounts.sqlite", "rooms");
  const history = historyIn(dir);
  return { before, history, after: held(dir, "accounts.sqlite", "rooms"), dir, openedAt: Date.now() };
}

export function close({ before, history, after }: Stores): void {
  for (const file of [before, history, after]) file.close();
}

/** One of the files as it is at this moment, until it is closed. Throws where it is not there. */
function held(dir: string, name: string, table: string): Database {
  const path = join(dir, name);
  if (!existsSync(path)) throw new Error(`There is no ${name} in DATA_DIR.`);
  const file = new Database(path, { readonly: true, strict: true });
  file.run("PRAGMA busy_timeout=5000");
  file.run("BEGIN");
  file.query(`SELECT 1 FROM ${table} LIMIT 1`).get();
  return file;
}

/**
 * History as the tables and the journal have it together: a view of both lies over `messages`. A server that is running
 * moves messages from one to the other, and drops a file whose messages are all moved; then this looks once more.
 */
export function historyIn(dir: string): Database {
  for (;;) {
    const files = filesIn(dir);
    const file = held(dir, "history.sqlite", "messages");
    const messages = filesIn(dir).flatMap((path) => read(path).messages);
    if (files.every((path) => existsSync(path))) return laidOver(file, messages);
    file.close();
  }
}

function laidOver(file: Database, messages: Stored[]): Database {
  const columns = "room, seq, ordinal, author, client_id, kind, at, reply_seq";
  file.run(`CREATE TEMP TABLE journal AS SELECT ${columns} FROM main.messages LIMIT 0`);
  const last = file.query<{ seq: number | null }, [string]>(
    "SELECT max(seq) AS seq FROM main.messages WHERE room = ?",
  );
  const insert = file.query(`INSERT INTO temp.journal VALUES (?, ?, ?, ?, ?, ?, ?, ?)`);
  for (const { roomId, seq, ordinal, authorId, clientId, kind, at, replySeq } of messages)
    if (seq > (last.get(roomId)?.seq ?? 0))
      insert.run(roomId, seq, ordinal, authorId, clientId, kind, at, replySeq);
  file.run("CREATE INDEX temp.journal_place ON journal (room, seq)");
  file.run(
    `CREATE TEMP VIEW messages AS SELECT ${columns} FROM main.messages UNION ALL SELECT ${columns} FROM temp.journal`,
  );
  return file;
}

type Values = Record<string, string | number>;

/** Row by row, so that a store of any size fits. */
export const rows = <Row>(file: Database, sql: string): IterableIterator<Row> =>
  file.query<Row, []>(sql).iterate();

/** For a question that is put for many rows: prepared once. */
export const asker = <Row>(file: Database, sql: string): ((values: Values) => Row | null) => {
  const query = file.query<Row, [Values]>(sql);
  return (values) => query.get(values);
};
