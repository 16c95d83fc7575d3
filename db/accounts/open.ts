import { Database } from "bun:sqlite";
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";

import { type BunSQLiteDatabase, drizzle } from "drizzle-orm/bun-sqlite";
import { migrate } from "drizzle-orm/bun-sqlite/migrator";
import { readMigrationFiles } from "drizzle-orm/migrator";

import { Refused } from "../../src/errors";
import * as primary from "./primary";
import * as schema from "./schema";

type Accounts = BunSQLiteDatabase<typeof schema>;
/** An open transaction: what a store's functions take when several of them must hold together. */
export type Tx = Parameters<Parameters<Accounts["transaction"]>[0]>[0];

const migrations = { migrationsFolder: join(import.meta.dir, "migrations") };
// Of a copy that is to come, or of a schema that the primary is about to write.
const PATIENCE_MS = 2000;
const MAX_WAIT_MS = 30_000;
const LOOK_MS = 50;

const RETRY_MS = 2000;

let file: Database | undefined;
let whole: Accounts;
let isAway = false;
/** While LiteFS is away every use of it refuses `overloaded`. */
export let accounts: Accounts;

/**
 * Opens (or creates) the accounts in `dir` and brings them to the newest schema. What is answered is on disk. Where they
 * are opened `readonly`, writing refuses `read-only`.
 */
export function open(dir: string, readonly = false): void {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const path = pathIn(dir);
  connect(path, readonly ? { readonly } : { create: true });
  if (!readonly) inTurn(dir, bringUp);
}

/**
 * The same where LiteFS copies them between machines. Only the primary writes, so only it brings the schema up; any other
 * machine waits for that to come, and where it is the first with a newer schema asks to be primary. Nothing is set on a
 * copy that would be written to it: it becomes the primary's as it is.
 */
export async function openCopy(dir: string): Promise<void> {
  const begun = performance.now();
  let hasAsked = false;
  primary.whenSilent(beAway);
  while (!(primary.isPrimary() ? isBroughtUp(dir) : isUpToDate(dir))) {
    const waited = performance.now() - begun;
    if (waited > MAX_WAIT_MS) throw new Error("LITEFS_DIR: no accounts came that this version can use");
    if (waited > PATIENCE_MS && !hasAsked && !primary.isPrimary()) {
      hasAsked = true;
      await primary.ask();
    }
    await primary.next(LOOK_MS);
  }
}

function isBroughtUp(dir: string): boolean {
  try {
    connect(pathIn(dir), { create: true });
    bringUp();
    return true;
  } catch (error) {
    close();
    if (primary.isPrimary()) throw error;
    return false;
  }
}

/** Leaves it open where it is. */
function isUpToDate(dir: string): boolean {
  if (!existsSync(pathIn(dir))) return false;
  try {
    const opened = connect(pathIn(dir), { readwrite: true });
    for (const pragma of ["synchronous=FULL", "foreign_keys=ON"]) opened.run(`PRAGMA ${pragma}`);
    const newest = opened.query("SELECT max(created_at) AS at FROM __drizzle_migrations").get();
    if ((newest as { at: number }).at >= (readMigrationFiles(migrations).at(-1)?.folderMillis ?? 0))
      return true;
  } catch {
    // It has not come whole yet.
  }
  close();
  return false;
}

const pathIn = (dir: string): string => join(dir, "accounts.sqlite");

function connect(path: string, how: { readonly?: boolean; readwrite?: boolean; create?: boolean }): Database {
  file = new Database(path, { ...how, strict: true });
  whole = drizzle(file, { schema, casing: "snake_case" });
  beAway(isAway);
  // A second writer (`bun run user` beside a running server) waits instead of failing.
  file.run("PRAGMA busy_timeout=5000");
  // What sorts in memory opens no file while people's connections may have taken every descriptor.
  file.run("PRAGMA temp_store=MEMORY");
  return file;
}

function bringUp(): void {
  for (const pragma of ["journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"])
    raw().run(`PRAGMA ${pragma}`);
  migrate(accounts, migrations);
}

/** Machines that share a disk may start at the same time, and only one of them can bring the schema up. */
function inTurn(dir: string, work: () => void): void {
  const turn = new Database(join(dir, "accounts.lock"), { create: true });
  try {
    for (const step of ["PRAGMA busy_timeout=10000", "PRAGMA journal_mode=MEMORY", "BEGIN EXCLUSIVE"])
      turn.run(step);
    work();
  } finally {
    turn.close();
  }
}

/**
 * A question that is asked often, its values left open by `sql.placeholder`: drizzle writes its SQL and SQLite plans it
 * once for the accounts that are open. Both together take five times as long as the answer.
 */
export function prepared<Query>(write: () => Query): () => Query {
  let kept: { of: Accounts; query: Query } | undefined;
  return () => {
    if (kept?.of !== accounts) kept = { of: accounts, query: write() };
    return kept.query;
  };
}

/** To read what LiteFS had mounted holds the loop for ten seconds once LiteFS is gone: nobody does so while it is not heard. */
export function beAway(isSo: boolean): void {
  isAway = isSo;
  accounts = isSo ? nothing : whole;
}

const away = () =>
  new Refused("overloaded", { detail: "Accounts cannot be read here.", retryAfterMs: RETRY_MS });
const nothing = new Proxy({} as Accounts, {
  get: () => {
    throw away();
  },
});

/** The file itself, for a question that drizzle cannot put (EXPLAIN). */
export const raw = (): Database => {
  if (isAway) throw away();
  if (!file) throw new Error("The accounts are not open");
  return file;
};

export function close(): void {
  // With whatever was prepared; else SQLite would not let go of the file. To close is to read, too.
  if (!isAway) file?.close(true);
  file = undefined;
  isAway = false;
}

/** Whether accounts can be read now. */
export function isReadable(): boolean {
  try {
    return raw().query("SELECT 1").get() !== null;
  } catch {
    return false;
  }
}
