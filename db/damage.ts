import { Database } from "bun:sqlite";
import { copyFileSync } from "node:fs";
import { join } from "node:path";

import { log } from "../src/log";
import { remainsOf } from "./history/remains";
import { examine } from "./history/wal";

export type Store = "accounts" | "history";

/**
 * Before SQLite opens the stores in `dir` and forgets the damaged end of a log without a word: names those that have
 * lost something. They are to be opened for reading only, unless `isAccepted`: then the log is kept aside, and the
 * store goes on without what is lost.
 */
export function lossesIn(dir: string, isAccepted: boolean): Store[] {
  const stores: Store[] = ["accounts", "history"];
  const damaged = stores.filter((store) => isDamaged(dir, store));
  if (damaged.includes("history")) tellRemains(dir);
  if (!isAccepted) return damaged;
  for (const store of damaged) goOnWithout(dir, store);
  return [];
}

function isDamaged(dir: string, store: Store): boolean {
  const { state, lostCommits } = examine(logOf(dir, store));
  if (state !== "damaged") return false;
  const about = `${store}.sqlite-wal is damaged: commits that were answered for cannot be read any more`;
  log.error({ store, lostCommits }, about);
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

function goOnWithout(dir: string, store: Store): void {
  const path = logOf(dir, store);
  const kept = `${path}.lost-${Date.now()}`;
  copyFileSync(path, kept);
  if (store === "history") letIn(dir);
  const file = new Database(join(dir, `${store}.sqlite`));
  // The log begins anew, or what was lost would be found in it again.
  file.run("PRAGMA wal_checkpoint(TRUNCATE)");
  file.close();
  log.warn({ store, kept }, "the loss is accepted; the damaged log is kept aside");
}

/** Whoever came in after what is lost: what is said from now on is theirs, though it has the seqs of that. */
function letIn(dir: string): void {
  const file = new Database(join(dir, "accounts.sqlite"));
  file.run("ATTACH ? AS history", [join(dir, "history.sqlite")]);
  const head = "(SELECT coalesce(max(seq), 0) FROM history.messages WHERE room = room_id)";
  file.run(`UPDATE members SET joined_seq = ${head} WHERE joined_seq > ${head}`);
  file.close();
}

const logOf = (dir: string, store: Store): string => join(dir, `${store}.sqlite-wal`);
