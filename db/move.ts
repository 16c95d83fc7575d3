import { parseArgs } from "node:util";

import { readEnv } from "../src/env";
import { Refused } from "../src/errors";
import { copy } from "./move/copy";
import type { End } from "./move/endpoint";
import * as mongo from "./move/mongo";
import * as sqlite from "./move/sqlite";

// `bun run move -- --to mongodb://… | DIR [--from mongodb://… | DIR]`: copies what was said and read into another store, with
// every seq, while no server runs. From the store in use, if nothing is said. What it leaves behind is as it was; one that
// was broken off goes on when it is started again.

const USAGE = "bun run move -- --to mongodb://… | DIR [--from mongodb://… | DIR]";
// Of the lines that say how far it is.
const LINE_EVERY_MS = 1000;

/** A line for each part that has been moved. Names are addresses of a MongoDB, or folders with SQLite. */
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

const open = async (name: string): Promise<End> =>
  /^mongodb(\+srv)?:/.test(name) ? mongo.open(name) : sqlite.open(name);

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { from: { type: "string" }, to: { type: "string" } } });
  if (!values.to) throw new Error(USAGE);
  const { MONGO_URL, DATA_DIR } = readEnv(process.env);
  let last = "";
  let told = 0;
  for await (const line of move(values.from ?? MONGO_URL ?? DATA_DIR, values.to)) {
    last = line;
    if (performance.now() - told < LINE_EVERY_MS) continue;
    console.log(line);
    told = performance.now();
  }
  console.log(last);
}

function wordsOf(error: unknown): unknown {
  if (error instanceof Refused) return error.details.detail ?? error.code;
  return error instanceof Error ? error.message : error;
}

if (import.meta.main)
  await main().catch((error: unknown) => {
    console.error(wordsOf(error));
    process.exitCode = 2;
  });
