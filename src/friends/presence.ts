import * as bus from "../bus/bus";
import * as local from "../bus/local";
import { log } from "../log";
import * as remote from "./presence/remote";
import * as store from "./store";

// Who is there: someone with a socket or a feed open, on whatever machine. Known only to those whose friend they are and
// who are theirs, and told to each at most once a second. Once a second we look, so that 10,000 who come back within the
// grace cost nothing, and tell the other machines who has come and who has gone.

const LOOK_MS = 1000;
// People whose friends are looked up at once: some milliseconds.
const AT_ONCE = 100;
// More are told of in the next second.
const MOST = 1000;
// When each was last seen here.
const here = new Map<string, number>();
// As was told to friends; and those of whom that may have changed.
const online = new Set<string>();
const unsure = new Set<string>();
// What is to be told to whom: of each friend whether they are there.
const news = new Map<string, Map<string, boolean>>();
let timer: Timer | undefined;

export const isOnline = (userId: string): boolean => online.has(userId);

export function start(): void {
  remote.start(recheck);
  timer = setInterval(tryToLook, LOOK_MS);
}

export function stop(): void {
  clearInterval(timer);
  remote.stop();
  for (const all of [here, online, unsure, news]) all.clear();
}

/** Looks who is there, and lets friends and other machines know. `now` is of the clock that nobody sets. */
export function look(now = performance.now()): void {
  remote.publish(lookHere(now), here);
  remote.forgetSilent(now);
  const changed = turned();
  for (let from = 0; from < changed.length; from += AT_ONCE) note(changed.slice(from, from + AT_ONCE));
  for (const [userId, changes] of news) publish(userId, [...changes]);
  news.clear();
}

function tryToLook(): void {
  try {
    look();
  } catch (error) {
    log.warn({ err: error }, "who is there could not be told");
  }
}

/** They have become each other's friends, or are no longer: whether one is there is the other's to know, or not. */
export function between(userId: string, friendId: string): void {
  const isMutual = store.mutualOf([userId]).some((pair) => pair.friendId === friendId);
  // It never was.
  if (!isMutual && !store.find(friendId, userId)) return;
  if (isOnline(friendId)) noteTo(userId, friendId, isMutual);
  if (isOnline(userId)) noteTo(friendId, userId, isMutual);
}

/** What another machine tells all. */
export const onFact = remote.onFact;

function lookHere(now: number): remote.Moves {
  const came: string[] = [];
  for (const userId of local.present()) {
    if (!here.has(userId)) came.push(userId);
    here.set(userId, now);
  }
  const went = [...here].filter(([, seenAt]) => now - seenAt > remote.GRACE_MS).map(([userId]) => userId);
  for (const userId of went) here.delete(userId);
  recheck([...came, ...went]);
  return { came, went };
}

function recheck(userIds: Iterable<string>): void {
  for (const userId of userIds) unsure.add(userId);
}

/** Those who are there and were not, or the other way round; those beyond `MOST` in their turn. */
function turned(): string[] {
  const changed: string[] = [];
  for (const userId of unsure) {
    if (changed.length === MOST) break;
    unsure.delete(userId);
    if (isOnline(userId) === isThere(userId)) continue;
    changed.push(userId);
    if (!online.delete(userId)) online.add(userId);
  }
  return changed;
}

const isThere = (userId: string): boolean => here.has(userId) || remote.has(userId);

function note(changed: string[]): void {
  for (const { userId, friendId } of store.mutualOf(changed)) noteTo(friendId, userId, isOnline(userId));
}

function noteTo(userId: string, friendId: string, isThereNow: boolean): void {
  if (!local.isHere(userId)) return;
  const changes = news.get(userId) ?? new Map<string, boolean>();
  news.set(userId, changes.set(friendId, isThereNow));
}

function publish(userId: string, changes: [string, boolean][]): void {
  const [there, gone] = [true, false].map((which) =>
    changes.filter(([, is]) => is === which).map(([id]) => id),
  );
  bus.toUser(userId, { type: "presence", online: there ?? [], offline: gone ?? [] });
}
