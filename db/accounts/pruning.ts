import { and, asc, gt, inArray, lt, lte, or } from "drizzle-orm";

import { Refused } from "../../src/errors";
import { log } from "../../src/log";
import { followedTo, newest, write } from "./changes";
import { accounts } from "./open";
import * as primary from "./primary";
import * as table from "./schema";

/**
 * `changes` keeps each row for as long as a machine may need it, and no longer. A machine follows within half a second, and
 * one that starts looks at the newest two hundred (`messages/system.ts`). One that was stopped or cut off for longer than
 * this finds the row gone that it followed last, and begins anew from its copy (`torn`).
 */
const KEPT_MS = 24 * 3600_000;
const KEPT_ROWS = 1000;
// In rows: it holds the loop hardly longer than the commit itself. With the pause, up to a thousand go in a second.
const SLICE = 50;
const PAUSE_MS = 50;
const EVERY_MS = 60_000;

const { changes } = table;

/** From now on the oldest rows go, by whoever writes accounts; answers how to end it. */
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
    // Of the disk, or another one is primary now: next time.
    if (!(error instanceof Refused)) log.error({ err: error }, "changes could not be pruned");
    return 0;
  }
}

/** Takes away a slice of the oldest rows that nobody needs; answers how many that were. */
export function prune(now = Date.now()): number {
  const last = Math.min(followedTo(), newest() - KEPT_ROWS);
  const oldest = accounts
    .select({ id: changes.id })
    .from(changes)
    .where(lte(changes.id, last))
    .orderBy(asc(changes.id))
    .limit(SLICE);
  // From the future: written under a clock that was wrong.
  const isOld = or(lt(changes.at, now - KEPT_MS), gt(changes.at, now + KEPT_MS));
  if (oldest.all().length === 0) return 0;
  return write((tx) => {
    return tx
      .delete(changes)
      .where(and(inArray(changes.id, oldest), isOld))
      .returning({ id: changes.id })
      .all().length;
  });
}
