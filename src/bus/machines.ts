import { history } from "../../db/history/history";
import { log } from "../log";
import type { MachineFact, RoomFact } from "./facts";
import * as local from "./local";
import * as order from "./order";
import type { Bridge } from "./redis";
import type { Handlers } from "./redis/inbox";
import * as revs from "./revs";

// The other machines, where there are any: what this one sends them, and what it may have missed from them.

// In an active room, a message that Redis lost is noticed within this time.
const COMPARE_MS = 2000;
// So many rooms that seem quiet are compared as well each time.
const QUIET_ROOMS = 100;
// How often rooms without a subscriber on this machine are dropped.
const SWEEP_MS = 10_000;
// A stored message is published a moment later: it may still be on its way.
const SOON_MS = 100;
// Usually some milliseconds. A machine that has just started and gets all clients at once may be a second behind.
const FIRST_WAIT_MS = 5;
const LAST_WAIT_MS = 640;

let bridge: Bridge | undefined;
let timers: Timer[] = [];
let busy = new Set<string>();
let quiet: string[] = [];
// Rooms without a subscriber here, as of the last sweep: the next one drops those that are still so.
let unused = new Set<string>();

/** Connects this machine to the others over Redis. All have the same `secret`. */
export async function join(url: string, secret: string, handlers: Omit<Handlers, "doubt">): Promise<void> {
  const back = () => {
    handlers.back();
    void compare(bridge?.subscribed() ?? []);
  };
  // Its client is only loaded where there is a Redis.
  const { connect } = await import("./redis");
  bridge = await connect(url, secret, { ...handlers, back, doubt: compareSoon });
  timers = [setInterval(() => void compareSome(), COMPARE_MS), setInterval(sweep, SWEEP_MS)];
}

/** Resolves once all that was published has been sent. */
export async function leave(): Promise<void> {
  for (const timer of timers) clearInterval(timer);
  await bridge?.close();
  bridge = undefined;
  busy.clear();
  quiet = [];
  unused.clear();
}

export const isAlone = (): boolean => bridge === undefined;
/** Whether this machine receives from the others. */
export const isUp = (): boolean => bridge?.isUp() ?? true;

/** How long this machine's own heartbeat takes to come back over Redis, in ms. */
export const lagMs = (): number => bridge?.lagMs() ?? 0;
/** How many other machines this one receives from. */
export const countOthers = (): number => bridge?.countOthers() ?? 0;
export const countSubscribed = (): number => bridge?.subscribed().length ?? 0;

/** Whether this machine gets every message of the room, in order. A machine alone always does. */
export function isFollowing(roomId: string): boolean {
  if (!bridge) return true;
  busy.add(roomId);
  return bridge.isSubscribed(roomId);
}

/** To every other machine that has a subscriber of the room. */
export const publish = (roomId: string, fact: RoomFact): void => bridge?.publish(roomId, fact);
export const broadcast = (fact: MachineFact): void => bridge?.broadcast(fact);

/**
 * Resolves when this machine receives what any machine publishes to these rooms. What was stored before that is in
 * history: read heads after this.
 */
export async function subscribe(roomIds: string[]): Promise<void> {
  // Whoever asks subscribes here a moment later. A sweep in between would make this machine deaf for the room.
  for (const roomId of roomIds) unused.delete(roomId);
  const fresh = bridge && roomIds.filter((roomId) => !bridge?.isSubscribed(roomId));
  await bridge?.subscribe(roomIds);
  if (!fresh || fresh.length === 0) return;
  const positions = await history.positions(fresh);
  for (const [nth, roomId] of fresh.entries()) {
    const { seq, rev } = positions[nth]!;
    order.startAt(roomId, seq);
    revs.startAt(roomId, rev);
    busy.add(roomId);
  }
}

/** Whether exactly the room's messages up to `head` have been delivered on this machine. */
type IsCaughtUp = (roomId: string, head: number) => boolean;

const isCaughtUp: IsCaughtUp = (roomId, head) =>
  !bridge?.isSubscribed(roomId) || order.deliveredUpTo(roomId) === head;

/**
 * For reads of a room that must match what has been delivered of it: a message that another machine has just stored is
 * delivered here a moment later. Calls `attempt` until it returns true. `attempt` reads heads, asks `isCaughtUp`, and if so
 * does the rest in that same turn of the loop. After the last wait, and while Redis is away, `isCaughtUp` is always true.
 */
export async function whenCaughtUp(attempt: (isCaughtUp: IsCaughtUp) => Promise<boolean>): Promise<void> {
  for (let wait = FIRST_WAIT_MS; wait <= LAST_WAIT_MS && isUp(); wait *= 2) {
    if (await attempt(isCaughtUp)) return;
    await Bun.sleep(wait);
  }
  await attempt(() => true);
}

/** Something may have been stored there that was never published. */
export function compareSoon(roomId: string): void {
  if (bridge) busy.add(roomId);
}

function compareSome(): Promise<void> {
  const due = busy;
  busy = new Set();
  if (quiet.length === 0) quiet = bridge?.subscribed() ?? [];
  return compare([...due, ...quiet.splice(0, QUIET_ROOMS)]);
}

/** Backfills what was stored in these rooms and not delivered here. */
async function compare(roomIds: string[]): Promise<void> {
  const due = roomIds.filter((roomId) => bridge?.isSubscribed(roomId));
  if (due.length === 0) return;
  try {
    const positions = await history.positions(due);
    for (const [nth, roomId] of due.entries()) revs.reach(roomId, positions[nth]!.rev);
    const isAhead = (roomId: string, nth: number) =>
      positions[nth]!.seq > (order.deliveredUpTo(roomId) ?? Infinity);
    if (!due.some(isAhead)) return;
    await Bun.sleep(SOON_MS);
    await Promise.all(due.map((roomId, nth) => order.catchUp(roomId, positions[nth]!.seq)));
  } catch (error) {
    log.warn({ err: error, rooms: due.length }, "rooms could not be compared with history");
    for (const roomId of due) busy.add(roomId);
  }
}

/** Drops rooms that have had no subscriber on this machine since the last sweep. */
export function sweep(): void {
  const idle =
    bridge?.subscribed().filter((roomId) => !local.hasSubscribers(local.topicOf.room(roomId))) ?? [];
  const left = idle.filter((roomId) => unused.has(roomId));
  unused = new Set(idle);
  bridge?.unsubscribe(left);
  for (const roomId of left) {
    order.forget(roomId);
    revs.forget(roomId);
  }
}
