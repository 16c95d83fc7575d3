import { Database } from "bun:sqlite";
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";

import { sql } from "drizzle-orm";
import { type BunSQLiteDatabase, drizzle } from "drizzle-orm/bun-sqlite";
import { migrate } from "drizzle-orm/bun-sqlite/migrator";
import { readMigrationFiles } from "drizzle-orm/migrator";

import { Refused } from "../../src/errors";
import * as primary from "./primary";
import * as schema from "./schema";

type Accounts = BunSQLiteDatabase<typeof schema>;
/** An open transaction, which several stores' functions can share. */
export type Tx = Parameters<Parameters<Accounts["transaction"]>[0]>[0];

const migrations = { migrationsFolder: join(import.meta.dir, "migrations") };
// How long a replica waits for the primary to bring accounts to the newest schema before it asks to be primary itself.
const ASK_AFTER_MS = 2000;
const MAX_WAIT_MS = 30_000;
const POLL_MS = 50;

const RETRY_MS = 2000;

let file: Database | undefined;
let opened: Accounts;
let isUnreachable = false;
/** While LiteFS is unreachable every use of it throws `overloaded`. */
export let accounts: Accounts;

/**
 * Opens (or creates) the accounts in `dir` and migrates them to the newest schema. A commit is fsynced when it returns. If
 * they are opened `readonly`, writes are refused as `read-only`.
 */
export function open(dir: string, readonly = false): void {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const path = pathIn(dir);
  connect(path, readonly ? { readonly } : { create: true });
  if (!readonly) withMigrationLock(dir, migrateSchema);
}

/**
 * The same with LiteFS, which replicates them between machines. Only the primary writes, so only it migrates; a replica waits
 * for that, and if it is the first with a newer schema it asks to be primary. No pragma that writes to the file is set on a
 * replica.
 */
export async function openCopy(dir: string): Promise<void> {
  const begun = performance.now();
  let hasAsked = false;
  primary.onSilence(setUnreachable);
  while (!(primary.isPrimary() ? openAsPrimary(dir) : openAsReplica(dir))) {
    const waited = performance.now() - begun;
    if (waited > MAX_WAIT_MS) throw new Error("LITEFS_DIR: no accounts came that this version can use");
    if (waited > ASK_AFTER_MS && !hasAsked && !primary.isPrimary()) {
      hasAsked = true;
      await primary.requestPromotion();
    }
    await primary.nextEvent(POLL_MS);
  }
}

/** False if another machine has become primary meanwhile. */
function openAsPrimary(dir: string): boolean {
  try {
    connect(pathIn(dir), { create: true });
    migrateSchema();
    return true;
  } catch (error) {
    close();
    if (primary.isPrimary()) throw error;
    return false;
  }
}

/** False, and nothing stays open, if the schema is not up to date yet. */
function openAsReplica(dir: string): boolean {
  if (!existsSync(pathIn(dir))) return false;
  try {
    const replica = connect(pathIn(dir), { readwrite: true });
    for (const pragma of ["synchronous=FULL", "foreign_keys=ON"]) replica.run(`PRAGMA ${pragma}`);
    const newest = replica.query("SELECT max(created_at) AS at FROM __drizzle_migrations").get();
    if ((newest as { at: number }).at >= (readMigrationFiles(migrations).at(-1)?.folderMillis ?? 0))
      return true;
  } catch {
    // It is not replicated completely yet.
  }
  close();
  return false;
}

const pathIn = (dir: string): string => join(dir, "accounts.sqlite");

function connect(path: string, how: { readonly?: boolean; readwrite?: boolean; create?: boolean }): Database {
  file = new Database(path, { ...how, strict: true });
  opened = drizzle(file, { schema, casing: "snake_case" });
  setUnreachable(isUnreachable);
  // A second writer (`bun run user` while a server runs) waits instead of failing.
  file.run("PRAGMA busy_timeout=5000");
  // Sorting in memory opens no temporary file, for which there may be no descriptor left.
  file.run("PRAGMA temp_store=MEMORY");
  return file;
}

function migrateSchema(): void {
  for (const pragma of ["journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"])
    raw().run(`PRAGMA ${pragma}`);
  migrate(accounts, migrations);
}

/** Processes that share a disk may start at the same time, and only one may migrate. */
function withMigrationLock(dir: string, work: () => void): void {
  const lock = new Database(join(dir, "accounts.lock"), { create: true });
  try {
    for (const step of ["PRAGMA busy_timeout=10000", "PRAGMA journal_mode=MEMORY", "BEGIN EXCLUSIVE"])
      lock.run(step);
    work();
  } finally {
    lock.close();
  }
}

/**
 * A prepared statement, with `sql.placeholder` for its values: drizzle builds the SQL and SQLite plans it once for the open
 * accounts. Together these take five times as long as running it.
 */
export function prepared<Query>(write: () => Query): () => Query {
  let cached: { of: Accounts; query: Query } | undefined;
  return () => {
    if (cached?.of !== accounts) cached = { of: accounts, query: write() };
    return cached.query;
  };
}

/**
 * Values of a prepared statement, by name. Where an index is not unique, SQLite 3.54 plans a statement again at each bind of a
 * value that it can see: 8 of the 10 µs of a query. The same goes for a bound LIMIT. A CAST hides the value from the planner.
 */
export const bound = {
  text: (name: string) => sql<string>`CAST(${sql.placeholder(name)} AS TEXT)`,
  integer: (name: string) => sql<number>`CAST(${sql.placeholder(name)} AS INTEGER)`,
};

/** Blocks all use while LiteFS is silent: once it is gone, a read of its mount blocks the event loop for ten seconds. */
export function setUnreachable(value: boolean): void {
  isUnreachable = value;
  accounts = value ? refusing : opened;
}

const unreachable = () =>
  new Refused("overloaded", { detail: "Accounts cannot be read here.", retryAfterMs: RETRY_MS });
const refusing = new Proxy({} as Accounts, {
  get: () => {
    throw unreachable();
  },
});

/** The SQLite connection, for what drizzle cannot express (EXPLAIN). */
export const raw = (): Database => {
  if (isUnreachable) throw unreachable();
  if (!file) throw new Error("The accounts are not open");
  return file;
};

export function close(): void {
  // `true` finalizes prepared statements; with any left SQLite would keep the file open. Closing reads the file, too.
  if (!isUnreachable) file?.close(true);
  file = undefined;
  isUnreachable = false;
}

/** Whether accounts can be read now. */
export function isReadable(): boolean {
  try {
    return raw().query("SELECT 1").get() !== null;
  } catch {
    return false;
  }
}
