import { asc, eq, gt, max, sql } from "drizzle-orm";

import { Refused } from "../../src/errors";
import { log } from "../../src/log";
import { accountsWrites } from "../../src/measures";
import type { Role } from "../../src/protocol/room";
import { orUnwritable } from "../unwritable";
import { accounts, prepared, type Tx } from "./open";
import * as primary from "./primary";
import * as table from "./schema";

/**
 * What has changed in accounts, for every machine to follow from its own copy. Security depends on these rows: each is
 * written in the transaction of its change, and each machine reads them in order, at the latest every 500 ms.
 */
export type Change =
  | { kind: "session.ended"; sessionId: string; userId: string }
  // too many to name each: all sessions of the user that are no longer in accounts
  | { kind: "sessions.ended"; userId: string }
  | { kind: "user.deleted"; userId: string }
  // what others see of a user
  | { kind: "user.changed"; userId: string }
  // what only the user sees of themselves
  | { kind: "me.changed"; userId: string }
  | { kind: "notifications.changed"; userId: string }
  | { kind: "friend.changed"; userId: string; friendId: string }
  | { kind: "friend.removed"; userId: string; friendId: string }
  | { kind: "block.changed"; userId: string; blockedId: string }
  | { kind: "direct.opened"; roomId: string; userIds: string[] }
  | { kind: "direct.left"; roomId: string; userIds: string[] }
  | { kind: "kept"; roomId: string; userIds: string[] }
  | ({ roomId: string; byId: string; userIds: string[]; quiet: boolean } & (
      | { kind: "created"; title: string }
      | { kind: "joined" | "invited" | "left" | "removed" }
      | { kind: "renamed"; title: string }
      | { kind: "changed" }
      | { kind: "role"; role: Role }
    ));

export type ChangeRow = { id: number; key: string; at: number; change: Change };
type ChangeFollower = (row: ChangeRow) => void | Promise<void>;
/** What is needed where other machines write, too. */
type OtherMachines = {
  /** Tells the others that there are new rows. */
  notify?: () => void;
  /**
   * Called when this machine has followed rows that the others do not have: it was primary, and was reset to their state. Or
   * it was away for so long that rows it has never followed were pruned.
   */
  onDiverged: () => void;
};

// Notifications can be lost, and ended access must still end within a second.
const POLL_MS = 500;
// A follower may have to read something before it publishes; the rows behind, which may end access, wait no longer than this.
const MAX_WAIT_MS = 100;
const PAGE = 500;

let followers: ChangeFollower[] = [];
let announcer: ChangeFollower = () => undefined;
let announcing: void | Promise<void>;
let others: OtherMachines | undefined;
// Rows that this machine has written and not followed yet.
const own = new Set<string>();
// Followers that have not finished.
let running = 0;
let position = 0;
// The key of the row at `position`; empty if there is none.
let keyAtPosition = "";
// `primary.appliedCount()` when rows were last read.
let appliedWhenRead = -1;
let timer: Timer | undefined;
let pumping: Promise<void> | undefined;

/** Records a change, in the transaction that makes it. Returns the key of its row. */
export function record(tx: Tx, change: Change): string {
  const key = crypto.randomUUID();
  tx.insert(table.changes).values({ key, at: Date.now(), change }).run();
  own.add(key);
  return key;
}

/**
 * Changes accounts. Resolves once this change, and everything recorded before it, has been followed on this machine.
 * `afterwards` runs right after the commit, while the change is being followed; its end is waited for, too.
 */
export async function write<T>(work: (tx: Tx) => T, afterwards?: (result: T) => Promise<void>): Promise<T> {
  const result = commit(work);
  await afterwards?.(result);
  await settled();
  return result;
}

/**
 * Changes accounts without waiting for followers: for what records nothing, or opens, refreshes or expires a session. `work`
 * is synchronous and runs in one transaction. On a machine that is not the primary it is refused as `read-only` before it
 * begins: a transaction on a replica would block replication. `work` must compare with what is stored, so that a change that
 * changes nothing records nothing.
 */
export function commit<T>(work: (tx: Tx) => T): T {
  primary.mustBePrimary();
  const begun = performance.now();
  const before = own.size;
  const result = primary.orReadOnly(() =>
    orUnwritable(() => accounts.transaction(work, { behavior: "immediate" })),
  );
  accountsWrites.since(begun);
  if (own.size > before) others?.notify?.();
  void settled();
  return result;
}

/**
 * Starts to follow, from the newest row on. Each follower gets every row once, in order, and for each row the followers are
 * called in the order given. `announce` is called last, for the rows that this machine has written. It may be slow: later
 * rows are followed meanwhile, for ending access must not wait for a disk.
 */
export function follow(all: ChangeFollower[], announce: ChangeFollower, among?: OtherMachines): void {
  followers = all;
  announcer = announce;
  others = among;
  startAtNewest();
  primary.onReplicated(poll);
  timer = setInterval(poll, POLL_MS);
}

/** While accounts cannot be read there is nothing to follow. */
const poll = (): void =>
  void settled().catch((error: unknown) => {
    if (!(error instanceof Refused)) log.error({ err: error }, "changes could not be followed");
  });

export async function stop(): Promise<void> {
  clearInterval(timer);
  primary.onReplicated(() => undefined);
  await pumping;
  await announcing;
  followers = [];
  others = undefined;
  own.clear();
}

/** Resolves once everything that was recorded until now has been followed on this machine, and announced. */
export async function settled(): Promise<void> {
  appliedWhenRead = primary.appliedCount();
  if (others && hasDiverged()) restartFromCopy(others);
  const goal = newest();
  while (position < goal && followers.length > 0) {
    pumping ??= pump().finally(() => (pumping = undefined));
    await pumping;
  }
  await announcing;
}

/** Follows what other machines have written, as far as it has been replicated to this one. */
export async function caughtUp(): Promise<void> {
  if (!others) return;
  if (primary.isReplicated() && appliedWhenRead === primary.appliedCount()) await pumping;
  else await settled();
}

/** The id of the row that was followed last. */
export const followedTo = (): number => position;

/** The newest rows in order, so that a start can complete what a crash has interrupted. */
export const recent = (count: number): ChangeRow[] => rowsAfter(Math.max(0, newest() - count), count);

async function pump(): Promise<void> {
  for (const row of rowsAfter(position, PAGE)) {
    // Only one slow row at a time delays those behind it.
    const isWaitedFor = running === 0;
    // All are called at once: their synchronous part, in which access ends, comes before anything else.
    const following = Promise.all(followers.map((follower) => followed(follower, row)));
    if (isWaitedFor) await Promise.race([following, Bun.sleep(MAX_WAIT_MS)]);
    if (own.delete(row.key)) announcing = announcer(row);
    [position, keyAtPosition] = [row.id, row.key];
  }
}

async function followed(follower: ChangeFollower, row: ChangeRow): Promise<void> {
  running++;
  try {
    await follower(row);
  } catch (error) {
    log.error({ err: error, change: row.id }, "a change could not be followed");
  }
  running--;
}

const startAtNewest = (): void => void ({ id: position, key: keyAtPosition } = newestRow());

/** The row that was followed last is gone: another machine's row is in its place, or it was pruned. */
const hasDiverged = (): boolean => keyAtPosition !== "" && rowAt(position)?.key !== keyAtPosition;

function restartFromCopy({ onDiverged }: OtherMachines): void {
  log.warn(
    { change: position },
    "the change that was followed last is gone: this machine restarts from its copy",
  );
  own.clear();
  startAtNewest();
  onDiverged();
}

const newestRow = (): { id: number; key: string } => last().get() ?? NONE;

const last = prepared(() => {
  const highest = accounts.select({ id: max(table.changes.id) }).from(table.changes);
  return accounts.select(columns).from(table.changes).where(eq(table.changes.id, highest)).prepare();
});

const rowAt = (id: number) => byId().get({ id });

const byId = prepared(() =>
  accounts
    .select(columns)
    .from(table.changes)
    .where(eq(table.changes.id, sql.placeholder("id")))
    .prepare(),
);

/** The id of the newest row, 0 if there is none. */
export const newest = (): number => newestRow().id;

const NONE = { id: 0, key: "" };
const columns = { id: table.changes.id, key: table.changes.key };

const rowsAfter = (id: number, count: number): ChangeRow[] =>
  accounts
    .select()
    .from(table.changes)
    .where(gt(table.changes.id, id))
    .orderBy(asc(table.changes.id))
    .limit(count)
    .all() as ChangeRow[];
