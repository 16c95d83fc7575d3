import type { ChangeRow } from "../../../db/accounts/changes";
import * as bus from "../../bus/bus";
import * as local from "../../bus/local";
import { turn } from "../../capacity/turns";
import * as friends from "../../friends/service";
import { log } from "../../log";
import * as users from "../../users/service";
import * as store from "../store";

// Publishes that what others see of a user has changed, or that the account is gone: to the user's own devices, to those
// who have them as a friend, to everyone in their rooms of up to SMALL members, and in larger rooms to those who have the
// room on screen. Each machine follows accounts and publishes to its own subscribers, so that nothing depends on Redis.
//
// A block makes no difference. A profile is public to everyone who is signed in, unlike presence; in a group both go on
// seeing each other's messages, which need a right name; and a name that stops changing would reveal the block.

const SMALL = 200;
// A user is published at most once in this time, with what is stored by then.
const PACE_MS = 1000;
// Rooms whose members are read in one query: 10,000 members at most, some 3 ms.
const SLICE = 50;

// Users to publish, in order; those published within PACE_MS, and whether they have changed since.
const due = new Set<string>();
const resting = new Map<string, { timer: Timer; isDue: boolean }>();
let publishing: Promise<void> | undefined;

/** Where a user was known whose account is being deleted: these rows are gone from accounts by the time they are followed. */
type Traces = { roomIds: Set<string>; userIds: Set<string> };
const traces = new Map<string, Traces>();

export function onChange({ change }: ChangeRow): void {
  if (change.kind === "user.changed" || change.kind === "user.deleted") plan(change.userId);
  // Those of a deleted account come before its own row.
  if (change.kind === "left")
    for (const userId of change.userIds) if (isGone(userId)) tracesOf(userId).roomIds.add(change.roomId);
  if (change.kind === "friend.removed" && isGone(change.friendId))
    tracesOf(change.friendId).userIds.add(change.userId);
}

export function stop(): void {
  for (const { timer } of resting.values()) clearTimeout(timer);
  for (const all of [due, resting, traces]) all.clear();
}

function plan(userId: string): void {
  const pause = resting.get(userId);
  if (pause) pause.isDue = true;
  else due.add(userId);
  publishing ??= publishAll().finally(() => (publishing = undefined));
}

async function publishAll(): Promise<void> {
  for (const userId of due) {
    due.delete(userId);
    rest(userId);
    try {
      await publish(userId);
    } catch (error) {
      log.warn({ err: error, userId }, "a changed profile could not be published");
    }
    // So that thousands who change at once do not keep the loop from others.
    if (due.size > 0) await turn();
  }
}

function rest(userId: string): void {
  const wake = () => {
    const { isDue = false } = resting.get(userId) ?? {};
    resting.delete(userId);
    if (isDue) plan(userId);
  };
  resting.set(userId, { timer: setTimeout(wake, PACE_MS), isDue: false });
}

async function publish(userId: string): Promise<void> {
  const { roomIds, userIds } = traces.get(userId) ?? { roomIds: [], userIds: [] };
  traces.delete(userId);
  const rooms = [...new Set([...store.roomIdsOf(userId), ...roomIds])].filter((id) =>
    local.hasSubscribers(local.topicOf.room(id)),
  );
  const people = new Set([userId, ...friends.befriendedBy(userId), ...userIds].filter(local.isHere));
  const large = new Set<string>();
  for (let from = 0; from < rooms.length; from += SLICE) {
    if (from > 0) await turn();
    const sizes = store.sizesOf(rooms.slice(from, from + SLICE));
    const isLarge = ({ memberCount }: { memberCount: number }) => memberCount > SMALL;
    for (const { id } of sizes.filter(isLarge)) large.add(id);
    const small = sizes.filter((size) => !isLarge(size)).map(({ id }) => id);
    for (const id of store.everyoneIn(small)) if (local.isHere(id)) people.add(id);
  }
  // As it is stored now: a change since then is published again.
  const text = JSON.stringify({ type: "user.changed", user: users.find(userId) });
  for (const id of people) bus.encodedToUser(id, text);
  if (large.size > 0) toWatchers(large, people, text);
}

/** One by one, so that who has got it already does not get it again. */
function toWatchers(rooms: Set<string>, except: Set<string>, text: string): void {
  for (const subscriber of local.everyone()) {
    const { watched, userId } = subscriber;
    if (watched === null || !rooms.has(watched) || except.has(userId)) continue;
    const topic = local.topicOf.watch(watched);
    if (subscriber.isSubscribed(topic)) subscriber.deliver(topic, text);
  }
}

const isGone = (userId: string): boolean => users.find(userId).deleted;

function tracesOf(userId: string): Traces {
  const there = traces.get(userId) ?? { roomIds: new Set(), userIds: new Set() };
  traces.set(userId, there);
  return there;
}
