import { existsSync, renameSync, rmSync } from "node:fs";
import { resolve } from "node:path";
import { parseArgs } from "node:util";

import { type Env, readEnv, useEnv } from "../src/env";
import { log } from "../src/log";
import * as system from "../src/messages/system";
import * as accounts from "./accounts/open";
import * as people from "./backup/accounts";
import { sync } from "./backup/disk";
import * as pictures from "./backup/files";
import * as said from "./backup/history";
import { letIn } from "./damage";
import { hold } from "./history/cached";
import { history, useHistory } from "./history/history";
import * as sqliteHistory from "./history/sqlite";

// `bun run backup -- --out DIR`: all that lasts, out of the stores in use, as a folder like the DATA_DIR of a server that was
// stopped. What was answered for before it began is in it. Works beside running servers, which do not notice.

const USAGE = "bun run backup -- --out DIR";

/** A line for each part. There is no `out` before all of it is there. */
export async function* backup(env: Env, out: string): AsyncGenerator<string> {
  if (existsSync(out)) throw new Error("--out: there is something already.");
  const to = `${resolve(out)}.part`;
  const accountsIn = env.LITEFS_DIR ?? env.DATA_DIR;
  // What one that was broken off has left.
  rmSync(to, { recursive: true, force: true });
  const before = people.lastChange(accountsIn);
  // What was said names people and rooms: those are taken later, so that all of them are there.
  const messages = await said.take(env.MONGO_URL ?? env.DATA_DIR, to);
  yield `${messages} messages`;
  yield people.take(accountsIn, to);
  if (messages === 0 && people.groupsIn(to) > 0)
    throw new Error(
      `${env.MONGO_URL ? "MONGO_URL" : "DATA_DIR"}: there are groups, but no message. Is it the store in use?`,
    );
  yield await pictures.take(env, to);
  if (!env.JWT_SECRET) people.takeSecret(env.DATA_DIR, to);
  await joinUp(to, people.lastChange(to) - before);
  sync(to);
  renameSync(to, out);
  yield `${out} is whole`;
}

/**
 * Accounts are a moment younger than history. What happened in between is told, as a server does when it starts; and who
 * came in after what is not there came in at its end.
 */
async function joinUp(dir: string, changes: number): Promise<void> {
  useHistory(hold(sqliteHistory.open(dir)));
  await letIn(dir, history);
  accounts.open(dir);
  await system.catchUp(changes);
  await history.close();
  accounts.close();
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { out: { type: "string" } } });
  if (!values.out) throw new Error(USAGE);
  const env = readEnv(process.env);
  useEnv(env);
  log.level = "warn";
  for await (const line of backup(env, values.out)) console.log(line);
}

if (import.meta.main)
  await main().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 2;
  });
