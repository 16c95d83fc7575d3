import { Database } from "bun:sqlite";
import { existsSync } from "node:fs";
import { join } from "node:path";

/**
 * Both stores of a data folder, read-only and each as of one moment, also while a server writes to them. What is said
 * follows from who is there, and the other way round, so that accounts are held as they were just before history and
 * just after it: whatever history names must be in `after`, whatever `before` tells must be in history.
 */
export type Stores = { before: Database; history: Database; after: Database; dir: string; openedAt: number };

/** Throws where they are not there, or are no stores. */
export function open(dir: string): Stores {
  const before = held(dir, "accounts.sqlite", "rooms");
  const history = held(dir, "history.sqlite", "messages");
  return { before, history, after: held(dir, "accounts.sqlite", "rooms"), dir, openedAt: Date.now() };
}

export function close({ before, history, after }: Stores): void {
  for (const file of [before, history, after]) file.close();
}

/** One of the files as it is whenever it is asked. Throws where it is not there. */
export function reader(dir: string, name: string): Database {
  const path = join(dir, name);
  if (!existsSync(path)) throw new Error(`There is no ${name} in DATA_DIR.`);
  const file = new Database(path, { readonly: true, strict: true });
  file.run("PRAGMA busy_timeout=5000");
  return file;
}

/** The same as it is at this moment, until it is closed. The moment is that of the first read. */
function held(dir: string, name: string, table: string): Database {
  const file = reader(dir, name);
  file.run("BEGIN");
  file.query(`SELECT 1 FROM ${table} LIMIT 1`).get();
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
