import { Database } from "bun:sqlite";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { take as takeAccounts } from "../backup/accounts";
import type { Stored } from "../history/history";
import { filesIn, read } from "../history/sqlite/journal";
import * as mongo from "./mongo";

/**
 * Both stores, read-only and each as of one moment, also while a server writes to them. What is said follows from who is
 * there, and the other way round, so that accounts are held as they were just before history and just after it: whatever
 * history names must be in `after`, whatever `before` tells must be in history.
 */
export type Stores = Said & { before: Database; after: Database; dir: string; openedAt: number };

/** History as `messages` and `cursors`, wherever it lies. */
export type Said = {
  history: Database;
  /** Whether it lies in DATA_DIR, in files that can be damaged. */
  isHere: boolean;
  /** A line for each break in how it lies in its database, beyond what it says. */
  odd: string[];
  /** Of what is asked for, what has not been told by now, whatever `history` says. */
  untoldNow: <T extends Key>(asked: T[]) => Promise<T[]>;
  close: () => void | Promise<void>;
};

/** A system message, by the change that it tells. */
export type Key = { room: string; by: string; key: string };

/** Where each store lies: accounts may be shown by LiteFS, and history in MongoDB. */
export type Places = { dir: string; litefsDir?: string; mongoUrl?: string };

/** Throws where they are not there, or are no stores. */
export async function open({ dir, litefsDir, mongoUrl }: Places): Promise<Stores> {
  const accounts = () =>
    litefsDir === undefined ? held(dir, "accounts.sqlite", "rooms") : copied(litefsDir);
  const before = accounts();
  const said = mongoUrl === undefined ? saidIn(dir) : await mongo.said(mongoUrl);
  return { ...said, before, after: accounts(), dir, openedAt: Date.now() };
}

export async function close(stores: Stores): Promise<void> {
  await stores.close();
  for (const file of [stores.before, stores.history, stores.after]) file.close();
}

const saidIn = (dir: string): Said => ({
  history: historyIn(dir),
  isHere: true,
  odd: [],
  untoldNow: async (asked) => {
    const now = historyIn(dir);
    const isTold = asker(now, told);
    const left = asked.filter(({ room, by, key }) => !isTold({ room, by, key }));
    now.close();
    return left;
  },
  close: () => undefined,
});

export const told =
  "SELECT 1 FROM messages WHERE room = $room AND author = $by AND client_id = $key AND kind = 'system'";

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

/** While LiteFS' own file is held, LiteFS lets nothing new into it: whoever is put out of a room would still hear it there. */
function copied(litefsDir: string): Database {
  const dir = mkdtempSync(join(tmpdir(), "potato-verify-"));
  try {
    takeAccounts(litefsDir, dir);
    // Its file is there as long as it is open.
    return held(dir, "accounts.sqlite", "rooms");
  } finally {
    rmSync(dir, { recursive: true });
  }
}

/**
 * History as the tables and the journal have it together: a view of both lies over `messages`. A server that is running
 * moves messages from one to the other, and drops a file whose messages are all moved; then this looks once more.
 */
function historyIn(dir: string): Database {
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
