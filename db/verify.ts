import { basename } from "node:path";
import { parseArgs } from "node:util";

import { readEnv } from "../src/env";
import { log } from "../src/log";
import { storeAt } from "./files/copy";
import { filesIn, read } from "./history/sqlite/journal/journal";
import * as accounts from "./verify/accounts";
import * as files from "./verify/files";
import * as history from "./verify/history";
import { search } from "./verify/search";
import { rows } from "./verify/snapshot";
import { close, open, type StorePlaces, type Stores } from "./verify/stores";

// `bun run verify`: checks accounts in DATA_DIR (or LITEFS_DIR), history there or in MONGO_URL, and files there or in S3_URL,
// read-only, and prints a line for each broken promise. Works while servers run, and on stopped ones. Exit code: 0 if there is none, 1 if there are
// any, 2 if the stores cannot be read. With `--search`: whether the index of search has what history has.

/** Yields a line for each break, and last how much was checked. Returns the number of breaks. */
export async function* verify(places: StorePlaces): AsyncGenerator<string, number> {
  const stores = await open(places);
  let breaks = 0;
  const counts = { messages: 0, rooms: 0, files: 0 };
  try {
    for await (const found of walk(stores, places, counts)) {
      breaks++;
      yield found;
    }
  } finally {
    await close(stores);
  }
  const withFiles = counts.files > 0 ? `, ${counts.files} files` : "";
  yield `${counts.messages} messages in ${counts.rooms} rooms${withFiles}: ${breaks} breaks`;
  return breaks;
}

/** The same of the index of search: it is checked only when asked for, because it can be made anew. */
export async function* verifySearch(places: StorePlaces): AsyncGenerator<string, number> {
  const lines = search(places);
  for (let breaks = 0; ; breaks++) {
    const { done, value } = await lines.next();
    if (done) {
      yield `${value} messages in the index: ${breaks} breaks`;
      return breaks;
    }
    yield value;
  }
}

type Checked = { messages: number; rooms: number; files: number };

async function* walk(stores: Stores, places: StorePlaces, counts: Checked): AsyncGenerator<string> {
  yield* pages(stores);
  counts.messages = yield* history.messages(stores);
  yield* history.orphans(stores);
  yield* history.cursors(stores);
  counts.rooms = yield* accounts.rooms(stores);
  yield* accounts.pairs(stores);
  yield* accounts.places(stores);
  yield* accounts.changes(stores);
  counts.files = files.countUploads(stores.history);
  yield* contents(stores, places);
}

/** Whatever is on its way while this looks is looked at again. */
async function* contents(stores: Stores, places: StorePlaces): AsyncGenerator<string> {
  const store = storeAt(places.s3Url ?? places.dir);
  const found = await files.misplaced({ history: stores.history, accounts: stores.after, store });
  if (found.size > 0) {
    const now = await open(places);
    const still = await files.misplaced({ history: now.history, accounts: now.after, store });
    await close(now);
    yield* found.intersection(still);
  }
  yield* files.altered({ history: stores.history, store });
}

/** What checksums find in the journal, and SQLite in its files: pages and indexes that disagree, and dangling foreign keys. */
function* pages({ history: messages, isLocal, faults, after, dir }: Stores): Generator<string> {
  yield* faults;
  for (const path of isLocal ? filesIn(dir) : [])
    if (read(path).state === "damaged")
      yield `${basename(path)}: damaged, what comes behind that is not read`;
  const stores = [
    ["history.sqlite", messages],
    ["accounts.sqlite", after],
  ] as const;
  for (const [name, file] of isLocal ? stores : stores.slice(1)) {
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
  const { DATA_DIR, LITEFS_DIR, MONGO_URL, S3_URL } = readEnv(process.env);
  log.level = "warn";
  const { values } = parseArgs({ options: { search: { type: "boolean", default: false } } });
  const places = { dir: DATA_DIR, litefsDir: LITEFS_DIR, mongoUrl: MONGO_URL, s3Url: S3_URL };
  const lines = values.search ? verifySearch(places) : verify(places);
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
