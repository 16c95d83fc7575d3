import { parseArgs } from "node:util";

import { readEnv } from "../src/env";
import { Refused } from "../src/errors";
import { log } from "../src/log";
import { copy } from "./move/copy";
import type { Endpoint } from "./move/endpoint";
import { moveFiles } from "./move/files";
import * as mongo from "./move/mongo";
import * as sqlite from "./move/sqlite";

// `bun run move -- --to mongodb://… | DIR [--from mongodb://… | DIR]`: copies history into another store, with every seq, while
// no server runs; from the store in use, if there is no --from. `--files-to https://… | DIR [--files-from https://… | DIR]` does
// the same with files. The source is not changed. A move that was interrupted continues when it is started again.

const USAGE = `bun run move -- --to mongodb://… | DIR [--from mongodb://… | DIR]
            -- --files-to https://… | DIR [--files-from https://… | DIR]`;
// Between two lines of progress.
const LINE_EVERY_MS = 1000;

/** Yields a line for each part that is copied. `from` and `to` are URLs of a MongoDB, or folders with SQLite. */
export async function* move(from: string, to: string): AsyncGenerator<string> {
  if (from === to) throw new Error("It is there already.");
  const source = await open(from);
  try {
    const target = await open(to);
    try {
      yield* copy(source, target);
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
}

const open = async (name: string): Promise<Endpoint> =>
  /^mongodb(\+srv)?:/.test(name) ? mongo.open(name) : sqlite.open(name);

const text = { type: "string" } as const;

async function main(): Promise<void> {
  const options = { from: text, to: text, "files-from": text, "files-to": text };
  const { from, to, "files-from": filesFrom, "files-to": filesTo } = parseArgs({ options }).values;
  if (!to && !filesTo) throw new Error(USAGE);
  const { MONGO_URL, DATA_DIR, S3_URL } = readEnv(process.env);
  log.level = "warn";
  if (to) await print(move(from ?? MONGO_URL ?? DATA_DIR, to));
  if (filesTo) await print(moveFiles(filesFrom ?? S3_URL ?? DATA_DIR, filesTo));
}

async function print(lines: AsyncGenerator<string>): Promise<void> {
  let last = "";
  let printedAt = 0;
  for await (const line of lines) {
    last = line;
    if (performance.now() - printedAt < LINE_EVERY_MS) continue;
    console.log(line);
    printedAt = performance.now();
  }
  console.log(last);
}

function messageOf(error: unknown): unknown {
  if (error instanceof Refused) return error.details.detail ?? error.code;
  return error instanceof Error ? error.message : error;
}

if (import.meta.main)
  await main().catch((error: unknown) => {
    console.error(messageOf(error));
    process.exitCode = 2;
  });
