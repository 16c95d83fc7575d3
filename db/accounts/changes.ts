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
 * What happened to accounts, for every machine to follow from its own copy. Security rides on these rows: they are
 * written in the transaction of what they tell, and each machine reads them in order, at the latest every 500 ms.
 */
export type Change =
  | { kind: "session.ended"; sessionId: string; userId: string }
  // too many of them to name each: those that are not in accounts any more
  | { kind: "sessions.ended"; userId: string }
  | { kind: "user.deleted"; userId: string }
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
type Follower = (row: ChangeRow) => void | Promise<void>;
/** Where other machines write, too. */
type Others = {
  /** There is something new for them. */
  tell?: () => void;
  /**
   * What was followed here is not what happened: this machine was primary, and was taken back to what the others have. Or it
   * was away for so long that rows which it never followed have been pruned.
   */
  torn: () => void;
};

// A hint can be lost; ended must mean ended within a second all the same.
const POLL_MS = 500;
// What a row lets people hear of may have to be read first; what ends access behind it waits no longer than this.
const PATIENCE_MS = 100;
const PAGE = 500;

let followers: Follower[] = [];
let teller: Follower = () => undefined;
let telling: void | Promise<void>;
let others: Others | undefined;
// Rows that this machine has written, and whose followers are not done.
const own = new Set<string>();
let late = 0;
let position = 0;
// Of the row there; empty where there is none.
let keyThere = "";
// How often this machine's copy had moved when it was last looked at.
let seen = -1;
let timer: Timer | undefined;
let pumping: Promise<void> | undefined;

/** Writes down a change, in the transaction that makes it; answers the row's key. */
export function record(tx: Tx, change: Change): string {
  const key = crypto.randomUUID();
  tx.insert(table.changes).values({ key, at: Date.now(), change }).run();
  own.add(key);
  return key;
}

/**
 * All writes to accounts that others must hear of go through here: `work` is synchronous, whole or not at all. Where this
 * machine is not the primary, refuses `read-only` before it begins: what is begun on a copy holds up all that comes to it.
 * What changes nothing records nothing: whether it does is asked in `work`, of what is on disk.
 */
export function write<T>(work: (tx: Tx) => T): T {
  primary.mustBePrimary();
  const begun = performance.now();
  const before = own.size;
  const result = primary.orReadOnly(() =>
    orUnwritable(() => accounts.transaction(work, { behavior: "immediate" })),
  );
  accountsWrites.since(begun);
  if (own.size > before) others?.tell?.();
  void settled();
  return result;
}

/**
 * Starts to follow. Each follower hears every row once, in order, the followers in the order given. `tell` comes last, for
 * the rows that this machine has written, and may take its time: the rows behind are followed meanwhile, for what ends
 * access waits for no disk.
 */
export function follow(all: Follower[], tell: Follower, among?: Others): void {
  followers = all;
  teller = tell;
  others = among;
  stand();
  primary.whenMoved(look);
  timer = setInterval(look, POLL_MS);
}

/** While accounts cannot be read there is nothing to follow. */
const look = (): void =>
  void settled().catch((error: unknown) => {
    if (!(error instanceof Refused)) log.error({ err: error }, "changes could not be followed");
  });

export async function stop(): Promise<void> {
  clearInterval(timer);
  primary.whenMoved(() => undefined);
  await pumping;
  await telling;
  followers = [];
  others = undefined;
  own.clear();
}

/** Resolves once everything that was recorded until now has been followed on this machine, and told. */
export async function settled(): Promise<void> {
  seen = primary.countMoves();
  if (others && isTorn()) tear(others);
  const goal = newest();
  while (position < goal && followers.length > 0) {
    pumping ??= pump().finally(() => (pumping = undefined));
    await pumping;
  }
  await telling;
}

/** Where other machines write too: all that they have written until now, as far as it has come here, is followed. */
export async function caughtUp(): Promise<void> {
  if (!others) return;
  if (primary.isReplicated() && seen === primary.countMoves()) await pumping;
  else await settled();
}

/** How far this machine has come. */
export const followedTo = (): number => position;

/** The newest rows in order, so that what was cut off by a crash can be made up for at start. */
export const recent = (count: number): ChangeRow[] => rowsAfter(Math.max(0, newest() - count), count);

async function pump(): Promise<void> {
  for (const row of rowsAfter(position, PAGE)) {
    // Where one keeps others waiting, no other one does before it is done.
    const isWaitedFor = late === 0;
    // All at once: what they do first, ending access among it, is done before anything else is heard.
    const following = Promise.all(followers.map((follower) => followed(follower, row)));
    if (isWaitedFor) await Promise.race([following, Bun.sleep(PATIENCE_MS)]);
    if (own.delete(row.key)) telling = teller(row);
    [position, keyThere] = [row.id, row.key];
  }
}

async function followed(follower: Follower, row: ChangeRow): Promise<void> {
  late++;
  try {
    await follower(row);
  } catch (error) {
    log.error({ err: error, change: row.id }, "a change could not be followed");
  }
  late--;
}

/** From here on what comes is followed. */
const stand = (): void => void ({ id: position, key: keyThere } = newestRow());

/** The row that was followed last is not there: another machine's has come in its place, or it was pruned. */
const isTorn = (): boolean => keyThere !== "" && rowAt(position)?.key !== keyThere;

function tear({ torn }: Others): void {
  log.warn({ change: position }, "what this machine followed last is not there any more: it begins anew");
  own.clear();
  stand();
  torn();
}

const newestRow = (): { id: number; key: string } => last().get() ?? NONE;

const last = prepared(() => {
  const highest = accounts.select({ id: max(table.changes.id) }).from(table.changes);
  return accounts.select(place).from(table.changes).where(eq(table.changes.id, highest)).prepare();
});

const rowAt = (id: number) => byId().get({ id });

const byId = prepared(() =>
  accounts
    .select(place)
    .from(table.changes)
    .where(eq(table.changes.id, sql.placeholder("id")))
    .prepare(),
);

/** The id of the newest row, 0 where there is none. */
export const newest = (): number => newestRow().id;

const NONE = { id: 0, key: "" };
const place = { id: table.changes.id, key: table.changes.key };

const rowsAfter = (id: number, count: number): ChangeRow[] =>
  accounts
    .select()
    .from(table.changes)
    .where(gt(table.changes.id, id))
    .orderBy(asc(table.changes.id))
    .limit(count)
    .all() as ChangeRow[];
