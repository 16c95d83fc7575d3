import { and, asc, gt, inArray, lt, lte, or } from "drizzle-orm";

import { Refused } from "../../src/errors";
import { log } from "../../src/log";
import { commit, followedTo, newest } from "./changes";
import { accounts } from "./open";
import * as primary from "./primary";
import * as table from "./schema";

/**
 * `changes` keeps each row for as long as a machine may need it. A machine follows within half a second, and at start reads
 * the newest two hundred (`messages/system.ts`). A machine that was stopped or disconnected for longer than this finds the row
 * gone that it followed last, and restarts from its copy (`onDiverged`).
 */
const KEPT_MS = 24 * 3600_000;
const KEPT_ROWS = 1000;
// In rows: it blocks the event loop hardly longer than the commit itself. With the pause, up to a thousand a second.
const SLICE = 50;
const PAUSE_MS = 50;
const EVERY_MS = 60_000;

const { changes } = table;

/** Prunes from now on, where this machine is the primary. Returns how to stop. */
export function start(): () => void {
  let timer = setTimeout(run, PAUSE_MS);
  function run(): void {
    timer = setTimeout(run, pruneSlice() === SLICE ? PAUSE_MS : EVERY_MS);
  }
  return () => clearTimeout(timer);
}

function pruneSlice(): number {
  try {
    return primary.isPrimary() ? prune() : 0;
  } catch (error) {
    // The disk is full, or another machine is primary now: next time.
    if (!(error instanceof Refused)) log.error({ err: error }, "changes could not be pruned");
    return 0;
  }
}

/** Deletes a slice of the oldest rows that no machine needs. Returns how many. */
export function prune(now = Date.now()): number {
  const last = Math.min(followedTo(), newest() - KEPT_ROWS);
  const oldest = accounts
    .select({ id: changes.id })
    .from(changes)
    .where(lte(changes.id, last))
    .orderBy(asc(changes.id))
    .limit(SLICE);
  // A row from the future was written under a wrong clock.
  const isOld = or(lt(changes.at, now - KEPT_MS), gt(changes.at, now + KEPT_MS));
  if (oldest.all().length === 0) return 0;
  return commit((tx) => {
    return tx
      .delete(changes)
      .where(and(inArray(changes.id, oldest), isOld))
      .returning({ id: changes.id })
      .all().length;
  });
}
