import { Database } from "bun:sqlite";
import { mkdirSync } from "node:fs";
import { join } from "node:path";

import { type BunSQLiteDatabase, drizzle } from "drizzle-orm/bun-sqlite";
import { migrate } from "drizzle-orm/bun-sqlite/migrator";

import * as schema from "./schema";

type Accounts = BunSQLiteDatabase<typeof schema>;
/** An open transaction: what a store's functions take when several of them must hold together. */
export type Tx = Parameters<Parameters<Accounts["transaction"]>[0]>[0];

let file: Database | undefined;
export let accounts: Accounts;

/**
 * Opens (or creates) the accounts in `dir` and brings them to the newest schema. What is answered is on disk. Where they
 * are opened `readonly`, writing refuses `read-only`.
 */
export function open(dir: string, readonly = false): void {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const path = join(dir, "accounts.sqlite");
  file = new Database(path, readonly ? { readonly, strict: true } : { create: true, strict: true });
  accounts = drizzle(file, { schema, casing: "snake_case" });
  // A second writer (`bun run user` beside a running server) waits instead of failing.
  file.run("PRAGMA busy_timeout=5000");
  if (readonly) return;
  const opened = file;
  inTurn(dir, () => {
    for (const pragma of ["journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"])
      opened.run(`PRAGMA ${pragma}`);
    migrate(accounts, { migrationsFolder: join(import.meta.dir, "migrations") });
  });
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

/** The file itself, for a question that drizzle cannot put (EXPLAIN). */
export const raw = (): Database => {
  if (!file) throw new Error("The accounts are not open");
  return file;
};

export function close(): void {
  // With whatever was prepared; else SQLite would not let go of the file.
  file?.close(true);
  file = undefined;
}

/** Whether accounts can be read now. */
export function isReadable(): boolean {
  try {
    return raw().query("SELECT 1").get() !== null;
  } catch {
    return false;
  }
}
