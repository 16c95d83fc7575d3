import { existsSync, renameSync, rmSync } from "node:fs";
import { resolve } from "node:path";
import { parseArgs } from "node:util";

import { type Env, readEnv, useEnv } from "../src/env";
import { log } from "../src/log";
import * as system from "../src/messages/system";
import * as accounts from "./accounts/open";
import { copyAccounts, copySecret, groupsIn, lastChange } from "./backup/accounts";
import { sync } from "./backup/disk";
import { copyPictures, copyUploads } from "./backup/files";
import { withdraw } from "./backup/gone";
import { copyHistory } from "./backup/history";
import { lowerJoinedSeqs } from "./damage";
import { cached } from "./history/cached";
import { history, useHistory } from "./history/history";
import * as sqliteHistory from "./history/sqlite";

// `bun run backup -- --out DIR`: copies the stores in use into a folder like the DATA_DIR of a stopped server. Everything that
// was acked before it began is in it. Works while servers run, without disturbing them.

const USAGE = "bun run backup -- --out DIR";

/** Yields a line for each part. `out` only appears once it is complete. */
export async function* backup(env: Env, out: string): AsyncGenerator<string> {
  if (existsSync(out)) throw new Error("--out: there is something already.");
  const to = `${resolve(out)}.part`;
  const accountsIn = env.LITEFS_DIR ?? env.DATA_DIR;
  // Left by a backup that was interrupted.
  rmSync(to, { recursive: true, force: true });
  const before = lastChange(accountsIn);
  // Accounts are copied later, so that every user and room that a message refers to is in them.
  const messages = await copyHistory(env.MONGO_URL ?? env.DATA_DIR, to);
  yield `${messages} messages`;
  yield copyAccounts(accountsIn, to);
  if (messages === 0 && groupsIn(to) > 0)
    throw new Error(
      `${env.MONGO_URL ? "MONGO_URL" : "DATA_DIR"}: there are groups, but no message. Is it the store in use?`,
    );
  yield await copyPictures(env, to);
  const { count, gone, lost } = await copyUploads(env, to);
  yield `${count} files`;
  for (const name of lost) yield `${name} is lost: it is not there, and a message holds it`;
  if (!env.JWT_SECRET) copySecret(env.DATA_DIR, to);
  await reconcile(to, lastChange(to) - before, gone);
  sync(to);
  renameSync(to, out);
  yield `${out} is whole`;
}

/**
 * Accounts and files are a moment newer than history. Missing system messages are written, as a server does when it starts;
 * members who joined after the last message in the copy are made to have joined at that; and messages whose files were
 * deleted meanwhile are deleted.
 */
async function reconcile(dir: string, changes: number, gone: string[]): Promise<void> {
  useHistory(cached(sqliteHistory.open(dir)));
  await lowerJoinedSeqs(dir, history);
  accounts.open(dir);
  await system.catchUp(changes);
  await withdraw(gone);
  await history.close();
  accounts.close();
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { out: { type: "string" } } });
  if (!values.out) throw new Error(USAGE);
  const env = readEnv(process.env);
  useEnv(env);
  log.level = "error";
  for await (const line of backup(env, values.out)) console.log(line);
}

if (import.meta.main)
  await main().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 2;
  });
