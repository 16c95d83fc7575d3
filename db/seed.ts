import { closeSync, openSync, writeSync } from "node:fs";

import * as passwords from "../src/auth/passwords";
import * as sessions from "../src/auth/sessions";
import * as tokens from "../src/auth/tokens";
import { env, readEnv, useEnv } from "../src/env";
import { Refused } from "../src/errors";
import { log } from "../src/log";
import * as users from "../src/users/service";
import { commit } from "./accounts/changes";
import * as crowd from "./accounts/crowd";
import * as accounts from "./accounts/open";
import { lossesIn } from "./damage";
import { lock } from "./history/lock";
import * as sqliteHistory from "./history/sqlite";
import { readArguments, USAGE, type Wanted } from "./seed/arguments";
import { type Group, makeGroup } from "./seed/groups";
import { PACE_MS, spread, writeMessages } from "./seed/messages";

// `bun run seed -- --users N --room-size R[,R…] [--messages M] --out FILE`, while no server runs: makes N users who are signed
// in, each in one group of each size R, and M messages in the groups of the first size. Their password is random; to sign in
// as one of them, set a new one with `bun run user reset bench1`.

const DAY_MS = 24 * 3600_000;
// Of history, so that the index entries of a room of any size fit.
const CACHE_KB = 64 * 1024;

type SeededUser = { userId: string; username: string; sessionId: string; rooms: string[] };

/** All or nothing: a failure before the commits at the end leaves the stores as they were. */
async function seed(wanted: Wanted): Promise<string> {
  // Moves what a server has left in its journal to the tables.
  sqliteHistory.open(env.DATA_DIR).close();
  const history = sqliteHistory.open(env.DATA_DIR);
  accounts.open(env.DATA_DIR);
  tokens.open(env.JWT_SECRET ?? tokens.keptSecret(env.DATA_DIR));
  const files = [accounts.raw(), history.file];
  try {
    history.file.run(`PRAGMA cache_size=-${CACHE_KB}`);
    for (const file of files) file.run("BEGIN IMMEDIATE");
    const people = await signUp(wanted.users);
    const counts = spread(wanted.messages, Math.ceil(wanted.users / (wanted.roomSizes[0] ?? 1)));
    // Early enough that the last message is not in the future.
    const createdAt = Date.now() - Math.ceil(wanted.messages / counts.length) * PACE_MS;
    const groups = makeGroups(people, wanted.roomSizes, createdAt);
    writeMessages(history.put, groups, counts);
    await writeTokens(wanted.out, people);
    for (const file of files) file.run("COMMIT");
    return `${people.length} users in ${groups.length} rooms, ${wanted.messages} messages`;
  } finally {
    history.close();
    accounts.close();
  }
}

async function signUp(howMany: number): Promise<SeededUser[]> {
  const passwordHash = await passwords.hash(crypto.randomUUID(), { own: "seed" });
  return commit((tx) =>
    Array.from({ length: howMany }, (_, nth) => {
      const username = `bench${nth + 1}`;
      const userId = orNameTaken(username, () =>
        users.insert(tx, { username, nickname: username, passwordHash }),
      );
      return { userId, username, sessionId: sessions.open(tx, userId, "bun run seed").id, rooms: [] };
    }),
  );
}

function orNameTaken<T>(username: string, insert: () => T): T {
  try {
    return insert();
  } catch (error) {
    if (!(error instanceof Refused) || error.code !== "conflict") throw error;
    throw new Error(`DATA_DIR: there is a ${username} already. Seed another folder.`, { cause: error });
  }
}

/** The groups of the first size come first. */
function makeGroups(people: SeededUser[], sizes: number[], createdAt: number): Group[] {
  const parts = sizes.flatMap((size) => crowd.chunks(people, size));
  return commit((tx) =>
    parts.map((members, nth) => {
      const ids = members.map(({ userId }) => userId);
      const group = makeGroup(tx, ids, { title: `Bench ${nth + 1}`, createdAt });
      for (const { rooms } of members) rooms.push(group.id);
      return group;
    }),
  );
}

/** A line for each user. The file is readable by its owner only. */
async function writeTokens(path: string, people: SeededUser[]): Promise<void> {
  const file = openSync(path, "w", 0o600);
  for (const { userId, username, sessionId, rooms } of people) {
    const { accessToken } = await tokens.issueAccess(userId, sessionId, DAY_MS);
    writeSync(file, `${JSON.stringify({ userId, username, accessToken, rooms })}\n`);
  }
  closeSync(file);
}

async function main(args: string[]): Promise<number> {
  const wanted = readArguments(args);
  if (Array.isArray(wanted)) return complain([...wanted, USAGE].join("\n"), 2);
  const started = performance.now();
  useEnv(readEnv(process.env));
  log.level = env.LOG_LEVEL;
  if (env.MONGO_URL ?? env.LITEFS_DIR)
    return complain("MONGO_URL, LITEFS_DIR: people are made in DATA_DIR alone. Unset both.", 2);
  const unlock = lock(env.DATA_DIR);
  try {
    if ((await lossesIn(env.DATA_DIR, false)).length > 0)
      return complain(
        "DATA_DIR: what is in it is damaged. Start the server on it first: it says what to do.",
        1,
      );
    const done = await seed(wanted);
    console.log(`${done}: ${((performance.now() - started) / 1000).toFixed(1)} s`);
    return 0;
  } finally {
    unlock();
  }
}

function complain(message: string, exitCode: number): number {
  console.error(message);
  return exitCode;
}

process.exitCode = await main(process.argv.slice(2)).catch((error: unknown) =>
  complain(error instanceof Error ? error.message : String(error), 1),
);
