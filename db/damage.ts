import { Database } from "bun:sqlite";
import { copyFileSync, existsSync } from "node:fs";
import { join } from "node:path";

import { log } from "../src/log";
import type { History } from "./history/history";
import { remainsOf } from "./damage/remains";
import * as sqliteHistory from "./history/sqlite";
import { filesIn } from "./history/sqlite/journal";
import { examine } from "./damage/wal";

export type Store = "accounts" | "history";

/**
 * Before SQLite opens the stores in `dir` and forgets the damaged end of a log without a word: names those that have
 * lost something. They are to be opened for reading only, unless `isAccepted`: then the logs are kept aside, and the
 * store goes on without what is lost.
 */
export async function lossesIn(dir: string, isAccepted: boolean): Promise<Store[]> {
  const damaged: Store[] = [];
  if (isLogDamaged(dir, "accounts")) damaged.push("accounts");
  if (isLogDamaged(dir, "history") || isJournalDamaged(dir)) damaged.push("history");
  if (damaged.includes("history")) tellRemains(dir);
  if (!isAccepted) return damaged;
  for (const store of damaged) await goOnWithout(dir, store);
  return [];
}

function isLogDamaged(dir: string, store: Store): boolean {
  const { state, lostCommits } = examine(logOf(dir, store));
  if (state !== "damaged") return false;
  const about = `${store}.sqlite-wal is damaged: commits that were answered for cannot be read any more`;
  log.error({ store, lostCommits }, about);
  return true;
}

/** Asked only where the log is not: to join them, SQLite reads it. */
function isJournalDamaged(dir: string): boolean {
  if (!existsSync(dir) || filesIn(dir).length === 0) return false;
  const history = sqliteHistory.open(dir, { readonly: true });
  history.close();
  if (history.isWhole) return false;
  log.error(
    { store: "history" },
    "history.journal is damaged: messages that were acked cannot be read any more",
  );
  return true;
}

function tellRemains(dir: string): void {
  try {
    const { lastSeqs, isSound } = remainsOf(dir);
    for (const [roomId, seq] of lastSeqs)
      log.error({ roomId, seq }, "the last message of this room that is left");
    if (!isSound) log.error("history.sqlite is not of one piece: restore a backup");
  } catch (error) {
    // It is a copy that is looked at, and there may be no space for one. What is left is there all the same.
    log.error({ err: error }, "what is left of history could not be looked at");
  }
}

async function goOnWithout(dir: string, store: Store): Promise<void> {
  const logs = [logOf(dir, store), ...(store === "history" ? filesIn(dir) : [])];
  const kept = keepAside(logs.filter(existsSync));
  if (store === "history") {
    const history = sqliteHistory.open(dir, { isLossAccepted: true });
    await letIn(dir, history);
    history.close();
  }
  const file = new Database(join(dir, `${store}.sqlite`));
  // The log begins anew, or what was lost would be found in it again.
  file.run("PRAGMA wal_checkpoint(TRUNCATE)");
  file.close();
  log.warn({ store, kept }, "the loss is accepted; what is damaged is kept aside");
}

function keepAside(paths: string[]): string[] {
  const ending = `.lost-${Date.now()}`;
  for (const path of paths) copyFileSync(path, path + ending);
  return paths.map((path) => path + ending);
}

/** Whoever came in after what is lost: what is said from now on is theirs, though it has the seqs of that. */
export async function letIn(dir: string, history: History): Promise<void> {
  const file = new Database(join(dir, "accounts.sqlite"));
  const rooms = file.query<{ room: string }, []>("SELECT DISTINCT room_id AS room FROM members").all();
  const lower = file.query("UPDATE members SET joined_seq = ?2 WHERE room_id = ?1 AND joined_seq > ?2");
  for (const { room } of rooms) lower.run(room, await history.head(room));
  file.close();
}

const logOf = (dir: string, store: Store): string => join(dir, `${store}.sqlite-wal`);
