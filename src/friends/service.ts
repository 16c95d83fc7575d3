import { type ChangeRow, record, write } from "../../db/accounts/changes";
import type { Tx } from "../../db/accounts/open";
import * as bus from "../bus/bus";
import { isHere } from "../bus/local";
import { consume } from "../capacity/limits";
import { forbidden, invalid, Refused } from "../errors";
import type { Friend, User } from "../protocol/user";
import { tidy } from "../protocol/visible";
import * as users from "../users/service";
import type { Befriend } from "./model";
import * as presence from "./presence";
import * as store from "./store";

export { presenceFor } from "./presence";

// Friendship is one-sided, as in KakaoTalk: a list of my own, without requests. A block removes the friend and stays.

const collator = new Intl.Collator("ko");

/** In Korean alphabetical order. */
export function list(userId: string): Friend[] {
  const rows = store.findOf(userId);
  const mutual = new Set(store.mutualOf([userId]).map(({ friendId }) => friendId));
  const faces = new Map(users.named(rows.map((row) => row.friendId)).map((user) => [user.id, user]));
  const all = rows.flatMap(({ friendId, favourite, alias, since }) => {
    const user = faces.get(friendId);
    const online = mutual.has(friendId) ? { online: presence.isOnline(friendId) } : undefined;
    return user ? [{ user, favourite, alias, since, ...online }] : [];
  });
  return all.toSorted((a, b) => collator.compare(shownName(a), shownName(b)));
}

const shownName = ({ alias, user }: Friend): string => alias ?? user.nickname;

/** Adds a friend, marks one as favourite, or gives one an alias. Myself is `invalid`, someone I block is `conflict`. */
export async function befriend(userId: string, friendId: string, wanted: Befriend = {}): Promise<void> {
  consume("changes", userId);
  mustBeSomeoneElse(userId, friendId);
  if (hasBlocked(userId, friendId))
    throw new Refused("conflict", { detail: "You have blocked this person." });
  await write((tx) => {
    const row = store.find(userId, friendId);
    const favourite = wanted.favourite ?? row?.favourite ?? false;
    const alias = wanted.alias === undefined ? (row?.alias ?? null) : tidy(wanted.alias) || null;
    if (row?.favourite === favourite && row.alias === alias) return;
    const aliasKey = alias === null ? null : users.searchKeyOf(alias);
    store.put(tx, { userId, friendId, favourite, alias, aliasKey, since: row?.since ?? Date.now() });
    record(tx, { kind: "friend.changed", userId, friendId });
  });
}

export async function unfriend(userId: string, friendId: string): Promise<void> {
  consume("changes", userId);
  mustBeSomeoneElse(userId, friendId, true);
  await write((tx) => removeFriend(tx, userId, friendId));
}

/** The users who have this user as a friend. */
export const befriendedBy = store.befriendedBy;

export const blocked = (userId: string): User[] => users.named(store.blockedBy(userId));

export async function block(userId: string, blockedId: string): Promise<void> {
  consume("changes", userId);
  mustBeSomeoneElse(userId, blockedId);
  await write((tx) => {
    removeFriend(tx, userId, blockedId);
    if (store.block(tx, userId, blockedId)) record(tx, { kind: "block.changed", userId, blockedId });
  });
}

export async function unblock(userId: string, blockedId: string): Promise<void> {
  consume("changes", userId);
  mustBeSomeoneElse(userId, blockedId, true);
  await write((tx) => {
    if (store.unblock(tx, userId, blockedId)) record(tx, { kind: "block.changed", userId, blockedId });
  });
}

// A cache, since every message of a 1:1 needs it; a change of blocks evicts the user's set.
const blockSets = new Map<string, Set<string>>();
const MAX_HELD = 50_000;

export const hasBlocked = (userId: string, otherId: string): boolean => blockSet(userId).has(otherId);

/** The ids of everyone whom this user blocks. */
export function blockSet(userId: string): ReadonlySet<string> {
  let own = blockSets.get(userId);
  if (!own) {
    if (blockSets.size >= MAX_HELD) blockSets.clear();
    blockSets.set(userId, (own = new Set(store.blockedBy(userId))));
  }
  return own;
}

/** Refuses messages to a user whom I block, or who is deleted. A block by the other user is not revealed. */
export function mustBeOpen(userId: string, peerId: string): void {
  if (hasBlocked(userId, peerId)) throw forbidden("You have blocked this person.");
  if (isGone(peerId)) throw forbidden("This account has been deleted.");
}

// A cache of users that are not deleted, for the same reason.
const here = new Set<string>();

function isGone(userId: string): boolean {
  if (here.has(userId)) return false;
  if (users.find(userId).deleted) return true;
  if (here.size >= MAX_HELD) here.clear();
  here.add(userId);
  return false;
}

export function forgetAll(tx: Tx, userId: string): void {
  for (const friendOf of store.befriendedBy(userId))
    record(tx, { kind: "friend.removed", userId: friendOf, friendId: userId });
  store.erase(tx, userId);
}

export function onChange({ change }: ChangeRow): void {
  if (change.kind === "user.deleted") here.delete(change.userId);
  if (change.kind === "block.changed") publishBlock(change.userId, change.blockedId);
  if ("friendId" in change) presence.friendshipChanged(change.userId, change.friendId);
  if (change.kind === "friend.removed")
    bus.toUser(change.userId, { type: "friend.removed", userId: change.friendId });
  if (change.kind !== "friend.changed") return;
  const row = store.find(change.userId, change.friendId);
  if (!row) return;
  const { favourite, alias, since } = row;
  const user = users.find(change.friendId);
  bus.toUser(change.userId, { type: "friend.changed", user, favourite, alias, since });
}

/** To the one who blocks alone. The cache is cleared first: what follows asks it. */
function publishBlock(userId: string, blockedId: string): void {
  blockSets.delete(userId);
  if (!isHere(userId)) return;
  const isBlocked = hasBlocked(userId, blockedId);
  bus.toUser(userId, { type: "block.changed", user: users.find(blockedId), blocked: isBlocked });
}

/** Clears the caches when accounts are closed. */
export function forget(): void {
  blockSets.clear();
  here.clear();
}

function removeFriend(tx: Tx, userId: string, friendId: string): void {
  if (store.remove(tx, userId, friendId)) record(tx, { kind: "friend.removed", userId, friendId });
}

function mustBeSomeoneElse(userId: string, otherId: string, mayBeGone = false): void {
  const other = users.find(otherId);
  if (userId === otherId) throw invalid("userId", "that is you");
  if (other.deleted && !mayBeGone) users.mustAllBeHere([otherId]);
}
