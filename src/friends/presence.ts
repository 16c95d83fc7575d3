import * as bus from "../bus/bus";
import * as local from "../bus/local";
import * as machines from "../bus/machines";
import { log } from "../log";
import type { ServerFrame } from "../protocol/frames";
import * as remote from "./presence/remote";
import * as store from "./store";

// Presence: a user with an open socket or feed, on any machine, is online. Only mutual friends know, and each gets at most
// one update a second. This machine looks once a second, so that 10,000 people who reconnect within the grace period cost
// nothing, and sends the other machines who has come online and who has gone.

type PresenceFrame = Extract<ServerFrame, { type: "presence" }>;

const LOOK_MS = 1000;
// By then every machine knows.
const JUST_MS = 30_000;
// Users whose friends are looked up in one query: some milliseconds.
const AT_ONCE = 100;
// Changes per second; the rest follow in the next.
const MOST = 1000;
// When each user was last online on this machine.
const here = new Map<string, number>();
// Who is online as published to friends; and whose state may have changed since.
const online = new Set<string>();
const unsure = new Set<string>();
// When those went who have just gone.
const goneAt = new Map<string, number>();
// Updates to publish: for each user, which friends are online now or not.
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
  for (const all of [here, online, unsure, goneAt, news]) all.clear();
}

/** Publishes changes to friends and other machines. `now` is of the monotonic clock. */
export function look(now = performance.now()): void {
  remote.publish(lookHere(now), here);
  remote.forgetSilent(now);
  const changed = turned(now);
  for (let from = 0; from < changed.length; from += AT_ONCE) note(changed.slice(from, from + AT_ONCE));
  for (const [userId, changes] of news) publish(userId, [...changes]);
  news.clear();
}

function tryToLook(): void {
  try {
    look();
  } catch (error) {
    log.warn({ err: error }, "presence could not be published");
  }
}

/** The two have become mutual friends, or are no longer: from now on each may see the other's presence, or may not. */
export function friendshipChanged(userId: string, friendId: string): void {
  const isMutual = store.mutualOf([userId]).some((pair) => pair.friendId === friendId);
  // They never were.
  if (!isMutual && !store.find(friendId, userId)) return;
  if (isOnline(friendId)) noteTo(userId, friendId, isMutual);
  if (isOnline(userId)) noteTo(friendId, userId, isMutual);
}

/**
 * For someone who connects: which of their mutual friends are online, and which have just gone, as this machine has published
 * it. Their list of friends may come from a machine that is a moment behind, or ahead, and this one sends them only what
 * changes from now on. Undefined where there is nothing to say, or no other machine.
 */
export function presenceFor(userId: string): PresenceFrame | undefined {
  if (machines.isAlone()) return undefined;
  const friends = store.mutualOf([userId]).map(({ friendId }) => friendId);
  const there = friends.filter(isOnline);
  const gone = friends.filter((friendId) => goneAt.has(friendId));
  if (there.length + gone.length === 0) return undefined;
  return { type: "presence", online: there, offline: gone };
}

/** A presence fact from another machine. */
export const onFact = remote.onFact;

function lookHere(now: number): remote.Moves {
  const came: string[] = [];
  for (const userId of local.usersHere()) {
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

/** Users whose state has changed since it was published; those beyond `MOST` follow later. */
function turned(now: number): string[] {
  const changed: string[] = [];
  for (const userId of unsure) {
    if (changed.length === MOST) break;
    unsure.delete(userId);
    if (isOnline(userId) === isThere(userId)) continue;
    changed.push(userId);
    if (online.delete(userId)) goneAt.set(userId, now);
    else {
      online.add(userId);
      goneAt.delete(userId);
    }
  }
  for (const [userId, at] of goneAt) if (now - at > JUST_MS) goneAt.delete(userId);
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
