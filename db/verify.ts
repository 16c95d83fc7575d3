import { basename } from "node:path";

import { readEnv } from "../src/env";
import { filesIn, read } from "./history/sqlite/journal";
import * as accounts from "./verify/accounts";
import * as history from "./verify/history";
import { close, open, type Places, rows, type Stores } from "./verify/stores";

// `bun run verify`: walks accounts in DATA_DIR (or LITEFS_DIR) and history there or in MONGO_URL, read-only, and prints a
// line for each break in what they promise. Works beside a running server and on a stopped one. Ends with 0 where there is
// none, 1 where there are, 2 where the stores cannot be read.

/** A line for each break, and last how much was walked. */
export async function* verify(places: Places): AsyncGenerator<string, number> {
  const stores = await open(places);
  let breaks = 0;
  const counts = { messages: 0, rooms: 0 };
  try {
    for await (const found of walk(stores, counts)) {
      breaks++;
      yield found;
    }
  } finally {
    await close(stores);
  }
  yield `${counts.messages} messages in ${counts.rooms} rooms: ${breaks} breaks`;
  return breaks;
}

async function* walk(stores: Stores, counts: { messages: number; rooms: number }): AsyncGenerator<string> {
  yield* files(stores);
  counts.messages = yield* history.messages(stores);
  yield* history.orphans(stores);
  yield* history.cursors(stores);
  counts.rooms = yield* accounts.rooms(stores);
  yield* accounts.pairs(stores);
  yield* accounts.places(stores);
  yield* accounts.changes(stores);
}

/** What the journal's checksums find, and SQLite itself: pages and indexes that do not fit together, and rows that point to none. */
function* files({ history: said, isHere, odd, after, dir }: Stores): Generator<string> {
  yield* odd;
  for (const path of isHere ? filesIn(dir) : [])
    if (read(path).state === "damaged")
      yield `${basename(path)}: damaged, what comes behind that is not read`;
  const stores = [
    ["history.sqlite", said],
    ["accounts.sqlite", after],
  ] as const;
  for (const [name, file] of isHere ? stores : stores.slice(1)) {
    for (const { integrity_check: found } of rows<{ integrity_check: string }>(
      file,
      "PRAGMA integrity_check",
    ))
      if (found !== "ok") yield `${name}: ${found}`;
  }
  for (const { table, rowid, parent } of rows<Pointer>(after, "PRAGMA foreign_key_check"))
    yield `accounts.sqlite: row ${rowid} of ${table} points to none of ${parent}`;
}

type Pointer = { table: string; rowid: number | null; parent: string };

async function main(): Promise<number> {
  const { DATA_DIR, LITEFS_DIR, MONGO_URL } = readEnv(process.env);
  const lines = verify({ dir: DATA_DIR, litefsDir: LITEFS_DIR, mongoUrl: MONGO_URL });
  for (;;) {
    const { done, value } = await lines.next();
    if (done) return value > 0 ? 1 : 0;
    console.log(value);
  }
}

if (import.meta.main) {
  process.exitCode = await main().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    return 2;
  });
}
