import { parseArgs } from "node:util";

import { readEnv } from "../src/env";
import { Refused } from "../src/errors";
import { copy } from "./move/copy";
import type { Endpoint } from "./move/endpoint";
import * as mongo from "./move/mongo";
import * as sqlite from "./move/sqlite";

// `bun run move -- --to mongodb://… | DIR [--from mongodb://… | DIR]`: copies history into another store, with every seq, while
// no server runs; from the store in use, if there is no --from. The source is not changed. A move that was interrupted
// continues when it is started again.

const USAGE = "bun run move -- --to mongodb://… | DIR [--from mongodb://… | DIR]";
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

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { from: { type: "string" }, to: { type: "string" } } });
  if (!values.to) throw new Error(USAGE);
  const { MONGO_URL, DATA_DIR } = readEnv(process.env);
  let last = "";
  let printedAt = 0;
  for await (const line of move(values.from ?? MONGO_URL ?? DATA_DIR, values.to)) {
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
