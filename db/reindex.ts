import { Database } from "bun:sqlite";
import { existsSync } from "node:fs";
import { basename } from "node:path";

import { readEnv } from "../src/env";
import { askToMakeAnew, indexesIn, isToBeMadeAnew } from "./search/file";

// `bun run reindex`: has the index of search in DATA_DIR made anew, by the server that runs there, and shows how far it is. Messages
// are searched meanwhile as far as they are indexed. Without a server, the next one to start makes it.

const LOOK_MS = 250;
// A server looks whether the index is wanted several times a second.
const PATIENCE_MS = 5000;

/** Yields a line whenever there is something to say. */
export async function* reindex(dir: string, patienceMs = PATIENCE_MS): AsyncGenerator<string> {
  const paths = indexesIn(dir);
  if (paths.length === 0) yield `There is no index in ${dir}: a server makes one when it starts.`;
  for (const path of paths) yield* anew(path, patienceMs);
}

async function* anew(path: string, patienceMs: number): AsyncGenerator<string> {
  const name = basename(path);
  const before = new Database(path, { strict: true });
  before.run("PRAGMA busy_timeout=5000");
  askToMakeAnew(before);
  const until = performance.now() + patienceMs;
  // On the old file as long as nobody has replaced it.
  while (isStill(path) && performance.now() < until) await Bun.sleep(LOOK_MS);
  before.close();
  if (isStill(path)) return yield `${name}: no server has it open; the next one makes it anew`;
  yield `${name}: begun`;
  let shown = "";
  for (;;) {
    const { indexed, left } = progressIn(path);
    if (left === 0) return yield `${name}: ${indexed} messages, done`;
    const line = `${name}: ${indexed} messages, ${left ?? "?"} to go`;
    if (line !== shown) yield (shown = line);
    await Bun.sleep(LOOK_MS);
  }
}

function isStill(path: string): boolean {
  return existsSync(path) && opened(path, isToBeMadeAnew);
}

const progressIn = (path: string): { indexed: number; left: number | null } =>
  opened(path, (file) =>
    file
      .query<{ indexed: number; left: number | null }, []>(
        "SELECT (SELECT count(*) FROM places) AS indexed, (SELECT CAST(value AS INTEGER) FROM about WHERE name = 'left') AS left",
      )
      .get()!,
  );

function opened<T>(path: string, work: (file: Database) => T): T {
  const file = new Database(path, { readonly: true, strict: true });
  try {
    return work(file);
  } finally {
    file.close();
  }
}

if (import.meta.main) for await (const line of reindex(readEnv(process.env).DATA_DIR)) console.log(line);
