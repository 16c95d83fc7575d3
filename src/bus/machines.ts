import { history } from "../../db/history/history";
import { log } from "../log";
import type { MachineFact, RoomFact } from "./facts";
import * as local from "./local";
import * as order from "./order";
import type { Bridge, Handlers } from "./redis";

// The other machines, where there are any: what they must be told, and what this one may have missed of them.

// While much is said in a room, a message that Redis lost is missed for no longer than this.
const COMPARE_MS = 2000;
// Of the rooms where nothing seems to be said, so many are looked at as well.
const QUIET_ROOMS = 100;
// Which rooms nobody here listens to any more.
const SWEEP_MS = 10_000;
// On its way, it seems: what is stored is heard a moment later.
const SOON_MS = 100;
// Some milliseconds, as a rule. A machine that all come to at once, having just started, may be a second behind.
const FIRST_WAIT_MS = 5;
const LAST_WAIT_MS = 640;

let bridge: Bridge | undefined;
let timers: Timer[] = [];
let busy = new Set<string>();
let quiet: string[] = [];

/** From now on there are other machines, which have the same `secret`. */
export async function join(url: string, secret: string, handlers: Omit<Handlers, "doubt">): Promise<void> {
  const back = () => {
    handlers.back();
    void compare(bridge?.subscribed() ?? []);
  };
  // Its client is only loaded where there is a Redis.
  const { connect } = await import("./redis");
  bridge = await connect(url, secret, { ...handlers, back, doubt });
  timers = [setInterval(() => void compareSome(), COMPARE_MS), setInterval(sweep, SWEEP_MS)];
}

/** Resolves once what was told has gone out. */
export async function leave(): Promise<void> {
  for (const timer of timers) clearInterval(timer);
  await bridge?.close();
  bridge = undefined;
  busy.clear();
  quiet = [];
}

export const isAlone = (): boolean => bridge === undefined;
/** Whether the others can be heard. */
export const isUp = (): boolean => bridge?.isUp() ?? true;

/** How long this machine takes to hear itself, in ms. */
export const lagMs = (): number => bridge?.lagMs() ?? 0;
export const countSubscribed = (): number => bridge?.subscribed().length ?? 0;

/** Whether what is said in the room comes to this machine in order and whole: without others it all does. */
export function isFollowing(roomId: string): boolean {
  if (!bridge) return true;
  busy.add(roomId);
  return bridge.isSubscribed(roomId);
}

/** To every other machine where someone listens to the room. */
export const publish = (roomId: string, fact: RoomFact): void => bridge?.publish(roomId, fact);
export const broadcast = (fact: MachineFact): void => bridge?.broadcast(fact);

/**
 * Resolves when all that is said in these rooms from now on, on whatever machine, is heard here: what is stored until
 * then is in history, so that heads are read after this.
 */
export async function subscribe(roomIds: string[]): Promise<void> {
  const fresh = bridge && roomIds.filter((roomId) => !bridge?.isSubscribed(roomId));
  await bridge?.subscribe(roomIds);
  if (!fresh || fresh.length === 0) return;
  const heads = await history.heads(fresh);
  for (const [nth, roomId] of fresh.entries()) {
    order.startAt(roomId, heads[nth] ?? 0);
    busy.add(roomId);
  }
}

/** Says whether all that is stored of a room up to its head, and nothing more, has been heard here. */
type IsCaughtUp = (roomId: string, head: number) => boolean;

const isCaughtUp: IsCaughtUp = (roomId, head) =>
  !bridge?.isSubscribed(roomId) || order.deliveredUpTo(roomId) === head;

/**
 * For what is read of a room and must fit what has been heard of it: what another machine has just stored is heard a
 * moment later. `attempt` is called until it answers true. It reads heads, asks whether they have been heard, and where
 * they have does the rest in that same turn. In the end, and while Redis is away, it is told that all has been.
 */
export async function whenCaughtUp(attempt: (isHeard: IsCaughtUp) => Promise<boolean>): Promise<void> {
  for (let wait = FIRST_WAIT_MS; wait <= LAST_WAIT_MS && isUp(); wait *= 2) {
    if (await attempt(isCaughtUp)) return;
    await Bun.sleep(wait);
  }
  await attempt(() => true);
}

/** Something may have been stored there that nobody was told of. */
export function doubt(roomId: string): void {
  if (bridge) busy.add(roomId);
}

function compareSome(): Promise<void> {
  const due = busy;
  busy = new Set();
  if (quiet.length === 0) quiet = bridge?.subscribed() ?? [];
  return compare([...due, ...quiet.splice(0, QUIET_ROOMS)]);
}

/** Reads, of these rooms, what was stored and not heard. */
async function compare(roomIds: string[]): Promise<void> {
  const due = roomIds.filter((roomId) => bridge?.isSubscribed(roomId));
  if (due.length === 0) return;
  try {
    const heads = await history.heads(due);
    const isAhead = (roomId: string, nth: number) =>
      (heads[nth] ?? 0) > (order.deliveredUpTo(roomId) ?? Infinity);
    if (!due.some(isAhead)) return;
    await Bun.sleep(SOON_MS);
    await Promise.all(due.map((roomId, nth) => order.catchUp(roomId, heads[nth] ?? 0)));
  } catch (error) {
    log.warn({ err: error, rooms: due.length }, "rooms could not be compared with history");
    for (const roomId of due) busy.add(roomId);
  }
}

function sweep(): void {
  const left =
    bridge?.subscribed().filter((roomId) => !local.hasSubscribers(local.topicOf.room(roomId))) ?? [];
  bridge?.unsubscribe(left);
  for (const roomId of left) order.forget(roomId);
}
