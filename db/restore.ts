import { copyFileSync, existsSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";

import { type Env, readEnv } from "../src/env";
import { log } from "../src/log";
import { sync } from "./backup/disk";
import { storeOf } from "./backup/files";
import { copyFiles } from "./files/copy";
import * as disk from "./files/disk";
import { move } from "./move";
import { verify } from "./verify";

// `bun run restore -- --from DIR`: copies a backup of `bun run backup` into the stores that the environment names, which must
// be empty, while no server runs; then checks them as `bun run verify` does. A backup of one machine can be restored to
// several, and the other way round.

const USAGE = "bun run restore -- --from DIR";
// Also logs and journals: those of another store would be taken for this one's.
const stores = ["accounts.", "history."];

/** Yields a line for each part. Returns the number of breaks that verify finds. */
export async function* restore(env: Env, from: string): AsyncGenerator<string, number> {
  const { DATA_DIR, MONGO_URL } = env;
  if (!existsSync(join(from, "accounts.sqlite"))) throw new Error("--from: there is no backup.");
  mkdirSync(DATA_DIR, { recursive: true, mode: 0o700 });
  if (readdirSync(DATA_DIR).some((name) => stores.some((store) => name.startsWith(store))))
    throw new Error("DATA_DIR: there is something already.");
  if (MONGO_URL) yield* move(from, MONGO_URL);
  else copyFileSync(join(from, "history.sqlite"), join(DATA_DIR, "history.sqlite"));
  yield `${await copyFolder(env, from, "avatars")} pictures`;
  await copyFolder(env, from, "thumbnails");
  yield `${await copyFolder(env, from, "files")} files`;
  // Accounts come last: without them nothing else can be reached.
  for (const name of ["jwt-secret", "accounts.sqlite"])
    if (existsSync(join(from, name))) copyFileSync(join(from, name), join(DATA_DIR, name));
  sync(DATA_DIR);
  return yield* verify({ dir: DATA_DIR, mongoUrl: MONGO_URL, s3Url: env.S3_URL });
}

async function copyFolder(env: Env, from: string, folder: string): Promise<number> {
  const source = disk.open(from);
  const files = await source.list(folder);
  await copyFiles(files, source, storeOf(env));
  return files.length;
}

async function main(): Promise<number> {
  const { values } = parseArgs({ options: { from: { type: "string" } } });
  if (!values.from) throw new Error(USAGE);
  log.level = "warn";
  const lines = restore(readEnv(process.env), values.from);
  for (;;) {
    const { done, value } = await lines.next();
    if (done) return value > 0 ? 1 : 0;
    console.log(value);
  }
}

if (import.meta.main)
  process.exitCode = await main().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    return 2;
  });
