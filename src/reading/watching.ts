import { history } from "../../db/history/history";
import * as bus from "../bus/bus";
import * as local from "../bus/local";
import { log } from "../log";
import * as rooms from "../rooms/service";
import * as typing from "./typing";

// The unread numbers beside the newest messages, published to those who have the room on screen whenever they change.

export const NEWEST = 100;
// A hundred steps are some 1.6 kB: sent four times a second, and to a crowd once.
const PACE_MS = 250;
const CROWD = 200;
const CROWD_PACE_MS = 1000;
// Changes within this time are published together, and those who open the room together are served together.
const GATHER_MS = 50;

/** The numbers up to `head`. The same text counts as new once the head has moved. */
type Numbers = { head: number; text: string };

/** `last` was published to all; nothing more is before `nextAt`. Those in `newSubscribers` have just opened the room. */
type Watched = {
  last?: Numbers;
  nextAt: number;
  newSubscribers: local.Subscriber[];
  dueAt: number;
  timer?: Timer;
  counting: Promise<void>;
};

// By then no cached cursors from before are in use.
const RECOUNT_MS = 6000;

const watched = new Map<string, Watched>();
let recountTimer: Timer | undefined;

/** Puts this room on screen instead of the one before; null is none. Where I am not a member, nothing changes. */
export async function watch(subscriber: local.Subscriber, roomId: string | null): Promise<void> {
  if (roomId !== null) await rooms.forNewMember(subscriber.userId, roomId);
  watchNow(subscriber, roomId);
}

/** The same for a user who is known to be a member. */
export function watchNow(subscriber: local.Subscriber, roomId: string | null): void {
  if (subscriber.watched !== null) subscriber.unsubscribe(local.topicOf.watch(subscriber.watched));
  subscriber.watched = roomId;
  if (roomId === null) return;
  subscriber.subscribe(local.topicOf.watch(roomId));
  const there = watched.get(roomId);
  const room = there ?? { nextAt: 0, newSubscribers: [], dueAt: Infinity, counting: Promise.resolve() };
  if (!there) watched.set(roomId, room);
  room.newSubscribers.push(subscriber);
  plan(roomId, room, 0);
  typing.onWatched(subscriber, roomId);
}

/** An unread number of this room may have changed. */
export function planRecount(roomId: string): void {
  const room = watched.get(roomId);
  if (room) plan(roomId, room, room.nextAt);
}

/** Facts from other machines may have been missed, for every room. */
export function recountAll(): void {
  clearTimeout(recountTimer);
  recountTimer = setTimeout(() => [...watched.keys()].forEach(planRecount), RECOUNT_MS);
}

export function stop(): void {
  clearTimeout(recountTimer);
  for (const { timer } of watched.values()) clearTimeout(timer);
  watched.clear();
}

function plan(roomId: string, room: Watched, earliest: number): void {
  const now = performance.now();
  const at = Math.max(earliest, now + GATHER_MS);
  if (room.dueAt <= at) return;
  clearTimeout(room.timer);
  room.dueAt = at;
  // One after the other, so that a later count is published later.
  const next = () => void (room.counting = room.counting.then(() => recount(roomId, room)));
  room.timer = setTimeout(next, at - now);
}

async function recount(roomId: string, room: Watched): Promise<void> {
  room.dueAt = Infinity;
  if (!local.hasSubscribers(local.topicOf.watch(roomId))) return void watched.delete(roomId);
  const newSubscribers = room.newSubscribers.splice(0);
  try {
    publish(roomId, room, { newSubscribers, numbers: await asOfNow(roomId) });
  } catch (error) {
    log.warn({ err: error, roomId }, "unread numbers could not be counted");
    plan(roomId, room, performance.now() + CROWD_PACE_MS);
  }
}

/** To all where the numbers are new and it is time; those who have just opened the room need not wait for that. */
function publish(roomId: string, room: Watched, { newSubscribers, numbers }: News): void {
  const now = performance.now();
  const topic = local.topicOf.watch(roomId);
  const isNew = numbers.text !== room.last?.text || numbers.head !== room.last.head;
  if (isNew && now >= room.nextAt) {
    room.last = numbers;
    room.nextAt = now + (local.countSubscribers(topic) > CROWD ? CROWD_PACE_MS : PACE_MS);
    return local.deliver(topic, numbers.text);
  }
  if (isNew) plan(roomId, room, room.nextAt);
  for (const subscriber of newSubscribers)
    if (subscriber.isSubscribed(topic)) subscriber.deliver(topic, numbers.text);
}

type News = { newSubscribers: local.Subscriber[]; numbers: Numbers };

/** Counts up to the newest message that has been delivered; counts again where one was delivered meanwhile. */
async function asOfNow(roomId: string): Promise<Numbers> {
  const known = rooms.find(roomId);
  const head = bus.deliveredUpTo(roomId) ?? (await history.head(roomId));
  const from = Math.max(1, head - NEWEST + 1);
  const steps = known ? await rooms.stepsOf(known, { from, to: head, isFromCache: true }) : [];
  if ((bus.deliveredUpTo(roomId) ?? head) !== head) return asOfNow(roomId);
  return { head, text: JSON.stringify({ type: "room.unread", roomId, from, steps }) };
}
