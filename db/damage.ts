import { Database } from "bun:sqlite";
import { copyFileSync, existsSync } from "node:fs";
import { join } from "node:path";

import { log } from "../src/log";
import { remainsOf } from "./damage/remains";
import { examine } from "./damage/wal";
import type { History } from "./history/history";
import * as sqliteHistory from "./history/sqlite";
import { filesIn } from "./history/sqlite/journal/journal";

export type Store = "accounts" | "history";

/**
 * Returns the stores in `dir` that have lost something. Must run before SQLite opens them, for it drops the damaged end of a
 * log without a warning. These stores are to be opened read-only; but if `isAccepted`, their logs are kept as copies, the
 * stores continue without what is lost, and none is returned.
 */
export async function lossesIn(dir: string, isAccepted: boolean): Promise<Store[]> {
  const damaged: Store[] = [];
  if (isLogDamaged(dir, "accounts")) damaged.push("accounts");
  if (isLogDamaged(dir, "history") || isJournalDamaged(dir)) damaged.push("history");
  if (damaged.includes("history")) logRemains(dir);
  if (!isAccepted) return damaged;
  for (const store of damaged) await dropLost(dir, store);
  return [];
}

function isLogDamaged(dir: string, store: Store): boolean {
  const { state, lostCommits } = examine(logOf(dir, store));
  if (state !== "damaged") return false;
  const about = `${store}.sqlite-wal is damaged: commits that were answered for cannot be read any more`;
  log.error({ store, lostCommits }, about);
  return true;
}

/** Asked only if the write-ahead log is sound: it opens the store. */
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

function logRemains(dir: string): void {
  try {
    const { lastSeqs, isSound } = remainsOf(dir);
    for (const [roomId, seq] of lastSeqs)
      log.error({ roomId, seq }, "the last message of this room that is left");
    if (!isSound) log.error("history.sqlite is damaged: restore a backup");
  } catch (error) {
    // It reads a copy, and the disk may have no space for one. The store itself is as it was.
    log.error({ err: error }, "the remaining history could not be read");
  }
}

async function dropLost(dir: string, store: Store): Promise<void> {
  const logs = [logOf(dir, store), ...(store === "history" ? filesIn(dir) : [])];
  const kept = keepCopies(logs.filter(existsSync));
  if (store === "history") {
    const history = sqliteHistory.open(dir, { isLossAccepted: true });
    await lowerJoinedSeqs(dir, history);
    history.close();
  }
  const file = new Database(join(dir, `${store}.sqlite`));
  // Empties the log, or the same damage would be found in it again.
  file.run("PRAGMA wal_checkpoint(TRUNCATE)");
  file.close();
  log.warn({ store, kept }, "the loss is accepted; what is damaged is kept aside");
}

function keepCopies(paths: string[]): string[] {
  const ending = `.lost-${Date.now()}`;
  for (const path of paths) copyFileSync(path, path + ending);
  return paths.map((path) => path + ending);
}

/** For members who joined after messages that are lost: new messages will have those seqs, and are theirs to read. */
export async function lowerJoinedSeqs(dir: string, history: History): Promise<void> {
  const file = new Database(join(dir, "accounts.sqlite"));
  const rooms = file.query<{ room: string }, []>("SELECT DISTINCT room_id AS room FROM members").all();
  const lower = file.query("UPDATE members SET joined_seq = ?2 WHERE room_id = ?1 AND joined_seq > ?2");
  for (const { room } of rooms) lower.run(room, await history.head(room));
  file.close();
}

const logOf = (dir: string, store: Store): string => join(dir, `${store}.sqlite-wal`);
