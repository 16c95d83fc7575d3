import { Database } from "bun:sqlite";
import { existsSync } from "node:fs";
import { join } from "node:path";

/**
 * History as of one moment, as SQLite tables from whichever store: `messages`, `cursors`, `uploaded`, and `holds`, which
 * message holds which file.
 */
export type HistorySnapshot = {
  history: Database;
  /** Whether the store is files in DATA_DIR, which can be damaged. */
  isLocal: boolean;
  /** A line for each fault of the store itself, such as a missing index. */
  faults: string[];
  /** Those system messages that are not stored by now, whatever the snapshot says. */
  stillMissing: <T extends SystemMessageKey>(asked: T[]) => Promise<T[]>;
  close: () => void | Promise<void>;
};

/** The system message of a change: its room, its author, and the key of the change as its clientId. */
export type SystemMessageKey = { room: string; by: string; key: string };

export const systemMessage =
  "SELECT 1 FROM messages WHERE room = $room AND author = $by AND client_id = $key AND kind = 'system'";

/** A database file as of this moment, until it is closed. Throws if there is no such file, or no such table in it. */
export function openSnapshot(dir: string, name: string, table: string): Database {
  const path = join(dir, name);
  if (!existsSync(path)) throw new Error(`There is no ${name} in DATA_DIR.`);
  const file = new Database(path, { readonly: true, strict: true });
  file.run("PRAGMA busy_timeout=5000");
  file.run("BEGIN");
  file.query(`SELECT 1 FROM ${table} LIMIT 1`).get();
  return file;
}

/** Row by row, so that a store of any size fits into memory. */
export const rows = <Row>(file: Database, sql: string): IterableIterator<Row> =>
  file.query<Row, []>(sql).iterate();

type Parameters = Record<string, string | number>;

/** A prepared query for one row, to be run many times. */
export const lookup = <Row>(file: Database, sql: string): ((parameters: Parameters) => Row | null) => {
  const query = file.query<Row, [Parameters]>(sql);
  return (parameters) => query.get(parameters);
};
