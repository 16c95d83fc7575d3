import { Database } from "bun:sqlite";
import { existsSync, mkdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";

import { lockFile } from "../history/lock";

// The file of the index. Nothing in it is worth keeping: whatever is wrong with it, it is made anew and filled from history.

// Of the tables, and of what a text's terms are. The file of another version is made anew.
const VERSION = 2;

// What is lost by a crash is indexed again: the marks of rooms are lost with it. Deleted words leave no bytes in free space.
const pragmas = [
  "journal_mode=WAL",
  "synchronous=NORMAL",
  "cache_size=-16000",
  "temp_store=MEMORY",
  "secure_delete=ON",
  "busy_timeout=5000",
];

const tables = `
  CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE rooms (no INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, seq INTEGER NOT NULL, rev INTEGER NOT NULL);
  CREATE TABLE authors (no INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE);
  CREATE TABLE places (id INTEGER PRIMARY KEY, room INTEGER NOT NULL, seq INTEGER NOT NULL);
  CREATE VIRTUAL TABLE terms USING fts5 (message, content='', contentless_delete=1, detail=none, tokenize='ascii');
  PRAGMA user_version=${VERSION};`;

// Several machines may share a folder: each has an index of its own there.
const nameOf = (nth: number): string => (nth === 1 ? "search" : `search-${nth}`);
const MOST = 64;

/** The first index in a folder that no other process has, and how to leave it to others. */
export function ownIndexIn(dir: string): { path: string; leave: () => void } {
  for (let nth = 1; ; nth++) {
    try {
      const leave = lockFile(join(dir, `${nameOf(nth)}.lock`));
      return { path: join(dir, `${nameOf(nth)}.sqlite`), leave };
    } catch (error) {
      if (nth === MOST) throw error;
    }
  }
}

/** All that are there. */
export const indexesIn = (dir: string): string[] =>
  Array.from({ length: MOST }, (_, nth) => join(dir, `${nameOf(nth + 1)}.sqlite`)).filter((path) =>
    existsSync(path),
  );

/** Opens the index of a history with this epoch; one that is damaged, or of another epoch or version, is made anew. */
export function openFile(path: string, epoch: string): Database {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  try {
    const file = opened(path);
    if (isOf(file, epoch)) return file;
    file.close();
  } catch (error) {
    if (!isDamage(error)) throw error;
  }
  remove(path);
  const file = opened(path);
  file.transaction(() => {
    file.run(tables);
    file.query("INSERT INTO about VALUES ('epoch', ?), ('id', ?)").run(epoch, Bun.randomUUIDv7().slice(-8));
  })();
  return file;
}

function opened(path: string): Database {
  const file = new Database(path, { create: true, strict: true });
  for (const pragma of pragmas) file.run(`PRAGMA ${pragma}`);
  return file;
}

function isOf(file: Database, epoch: string): boolean {
  const version = file.query<{ user_version: number }, []>("PRAGMA user_version").get()?.user_version;
  if (version !== VERSION) return false;
  if (isToBeMadeAnew(file)) return false;
  return file.query("SELECT 1 FROM about WHERE name = 'epoch' AND value = ?").get(epoch) !== null;
}

// Another process may ask for it (db/reindex.ts), beside a running server.
export const isToBeMadeAnew = (file: Database): boolean =>
  file.query("SELECT 1 FROM about WHERE name = 'anew'").get() !== null;

export const askToMakeAnew = (file: Database): unknown =>
  file.run("INSERT OR REPLACE INTO about VALUES ('anew', '')");

export function remove(path: string): void {
  for (const end of ["", "-wal", "-shm"]) if (existsSync(path + end)) rmSync(path + end, { force: true });
}

/** The file itself is not what it should be. */
export const isDamage = (error: unknown): boolean =>
  error instanceof Error &&
  /malformed|not a database|vtable constructor failed|SQLITE_CORRUPT|SQLITE_NOTADB|fts5: corruption/i.test(
    `${(error as { code?: string }).code} ${error.message}`,
  );
