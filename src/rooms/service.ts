import { caughtUp, record, write } from "../../db/accounts/changes";
import type { Tx } from "../../db/accounts/open";
import { history, type ReadState, type Stored } from "../../db/history/history";
import * as bus from "../bus/bus";
import { topicOf } from "../bus/local";
import * as machines from "../bus/machines";
import { consume, mustHaveLeft } from "../capacity/limits";
import { forbidden, invalid } from "../errors";
import * as friends from "../friends/service";
import { notifyAt, type Room } from "../protocol/room";
import { tidy } from "../protocol/visible";
import * as users from "../users/service";
import * as heads from "./heads/heads";
import * as listing from "./listing";
import * as membership from "./membership";
import type { MemberSettings, RoomSettings } from "./model";
import * as store from "./store";

export { audienceOf, highestFloor, itemsOf, present } from "./audience";
export { shownTo, shownToAll, viewerOf, visibleAt } from "./audience";
export type { Item } from "./audience";
export { peerIn } from "./listing";
export { cursorOf, cursorsOf, forMember, idsInOrder, load as find, maySee } from "./membership";
export { countsChanged, cursorMoved, stepsOf } from "./membership";
export type { RoomWithMembers, MemberView } from "./membership";

// A room is a 1:1 (one for each pair) or a group. A private room looks to non-members as if it did not exist.

export const list = listing.page;
export const states = heads.states;
/** All that I am in. */
export const idsOf = store.roomIdsOf;
/** At most `limit` rooms of this server, for work that goes through all of them. */
export const idsAfter = store.idsAfter;

/** My head, cursor and unread in one room. */
export const readState = (view: membership.MemberView): Promise<ReadState> =>
  listing.readStateOf(view.room, view.me);

/** The same in several rooms; without those that I am not in. */
export const readStates = (userId: string, roomIds: string[]): Promise<ReadState[]> =>
  heads.readStates(userId, roomIds);

export const isMember = (userId: string, roomId: string): boolean =>
  membership.load(roomId)?.members.has(userId) ?? false;

/** Like `forMember`, but includes a membership that another machine has just added. */
export async function forNewMember(userId: string, roomId: string): Promise<membership.MemberView> {
  try {
    return membership.forMember(userId, roomId);
  } catch (error) {
    if (machines.isAlone()) throw error;
    await caughtUp();
    return membership.forMember(userId, roomId);
  }
}

/** Resolves once this machine is subscribed to my rooms on all other machines. */
export async function listen(userId: string): Promise<void> {
  if (!machines.isAlone()) await machines.subscribe(store.roomIdsOf(userId));
}

/**
 * The topics of a user's sockets and feeds, including 1:1s that are not on their list. A room that they have just joined is
 * left out where this machine is still to follow that: they are subscribed then, and until then it could not tell what they
 * may see.
 */
export const topicsOf = (userId: string): string[] => [
  topicOf.user(userId),
  ...store
    .roomIdsOf(userId)
    .filter((roomId) => membership.mayKnow(roomId, userId))
    .map(topicOf.room),
];

export async function open(userId: string, roomId: string): Promise<Room> {
  const room = membership.load(roomId);
  if (room && room.room.visibility === "public" && !room.members.has(userId))
    return listing.fromOutside(room.room);
  const view = membership.forMember(userId, roomId);
  return listing.one(userId, view.room, view.me);
}

/** Opens the 1:1 with a user, or with myself. There is one for each pair, even if both open it at once. */
export async function openDirect(userId: string, peerId: string): Promise<{ room: Room; isNew: boolean }> {
  const peer = users.find(peerId);
  const pair = [...new Set([userId, peerId])].toSorted().join(" ");
  const isThere = store.findPair(pair) !== undefined;
  // An existing 1:1 with a deleted user can still be read.
  if (!isThere) users.mustAllBeHere([peer.id]);
  consume("rooms", userId, isThere ? 0 : 1);
  const isNew = await write((tx) => insertDirect(tx, pair, userId));
  return { room: await open(userId, store.findPair(pair)?.id ?? ""), isNew };
}

/** False where the pair has a room already, perhaps since a moment ago: then this opens that one for me. */
function insertDirect(tx: Tx, pair: string, userId: string): boolean {
  const id = Bun.randomUUIDv7();
  const now = Date.now();
  const isNew = store.insert(tx, { id, kind: "direct", memberCount: 0, createdAt: now, pair });
  const roomId = isNew ? id : (store.findPair(pair)?.id ?? "");
  if (isNew) {
    const row = { roomId, joinedSeq: 0, joinedAt: now };
    const both = pair.split(" ").map((member) => ({ ...row, userId: member, opened: member === userId }));
    store.addMembers(tx, roomId, both);
  } else if (!store.openMember(tx, roomId, userId)) return false;
  record(tx, { kind: "direct.opened", roomId, userIds: [userId] });
  return isNew;
}

type NewGroup = { title: string; memberIds: string[]; visibility?: "private" | "public" };

/** Creates a group with me as its owner. Users who block me are left out silently. */
export async function create(userId: string, { title, memberIds, visibility }: NewGroup): Promise<Room> {
  countAsMessage(userId);
  const others = invitable(userId, memberIds);
  consume("rooms", userId);
  consume("invitations", userId, others.length);
  const id = Bun.randomUUIDv7();
  const name = tidy(title);
  await write((tx) => {
    const now = Date.now();
    store.insert(tx, {
      id,
      kind: "group",
      title: name,
      visibility,
      ownerId: userId,
      memberCount: 0,
      createdAt: now,
    });
    const row = { roomId: id, joinedSeq: 0, joinedAt: now };
    store.addMembers(tx, id, [
      { ...row, userId, role: "owner" },
      ...others.map((other) => ({ ...row, userId: other })),
    ]);
    record(tx, { kind: "created", roomId: id, byId: userId, userIds: others, title: name, quiet: false });
  });
  return open(userId, id);
}

/** Changes a group's name and settings. For its owner and admins. */
export async function change(userId: string, roomId: string, settings: RoomSettings): Promise<Room> {
  countAsMessage(userId);
  const room = forManager(userId, roomId);
  const next = { ...settings, ...tidied(settings) };
  await write((tx) => {
    const changed = differing(next, store.find(roomId) ?? room);
    if (Object.keys(changed).length === 0) return;
    store.update(tx, roomId, changed);
    const common = { roomId, byId: userId, userIds: [], quiet: false };
    const { title } = changed;
    record(tx, title === undefined ? { ...common, kind: "changed" } : { ...common, kind: "renamed", title });
  });
  return open(userId, roomId);
}

/** A group that I may change. */
export function forManager(userId: string, roomId: string): store.RoomRow {
  const { room, me } = membership.forMember(userId, roomId);
  mustBeGroup(room);
  if (me.role === "member") throw forbidden("Only the owner and admins can change a room.");
  return room;
}

/** Changes my own settings of a room. Published to my devices only, on all machines. */
export async function keep(
  userId: string,
  roomId: string,
  { markedUnread, ...settings }: MemberSettings,
): Promise<Room> {
  consume("changes", userId);
  const own = lasting(settings);
  const { room, me } = membership.forMember(userId, roomId);
  const before = await listing.kept(room, me);
  const isMarked = markedUnread !== undefined && markedUnread !== before.markedUnread;
  // The mark is in history, with the cursor: a `read` frame clears it, and frames never write to accounts.
  if (isMarked) await history.mark(userId, roomId, markedUnread);
  await write((tx) => {
    const isKept = Object.keys(own).length > 0 && store.updateMember(tx, roomId, userId, own);
    if (isKept || isMarked) record(tx, { kind: "kept", roomId, userIds: [userId] });
  });
  return open(userId, roomId);
}

/** A time to end belongs to what ends then. What holds for good, or is over already, has none. */
function lasting({ notify, notifyUntil = null, ...own }: MemberSettings): Partial<store.MemberRow> {
  if (notify === undefined && notifyUntil !== null) throw invalid("notifyUntil", "only together with notify");
  return { ...own, ...(notify && notifyAt({ notify, notifyUntil }, Date.now())) };
}

/** A message moves its author's own cursor, on all their devices. */
export function publishAuthorCursor(roomId: string, authorId: string, seq: number): void {
  membership.cursorMoved(roomId, authorId, seq);
  bus.toUser(authorId, { type: "room.read", roomId, seq, unread: 0 });
}

/**
 * Called for a stored message before it is delivered. If it brings a 1:1 back to a member's list, the returned promise
 * resolves once `room.joined` has been published, which must precede the message.
 */
export function bringBackDirect(message: Stored): Promise<void> | undefined {
  const known = membership.load(message.roomId);
  if (known?.room.kind !== "direct") return undefined;
  // Another machine may deliver only now what was stored before the member left.
  const due = [...known.members.values()].filter(
    ({ opened, userId, joinedSeq }) => !opened && message.hiddenFrom !== userId && message.seq > joinedSeq,
  );
  const learning = due.flatMap((member) =>
    member.isListed ? (member.comingBack ?? []) : listing.bringBack(known.room, member, message.seq),
  );
  return learning.length > 0 ? Promise.all(learning).then(() => undefined) : undefined;
}

/** Every change that is published to a room counts as a message. */
export function countAsMessage(userId: string): void {
  consume("messages", userId);
  mustHaveLeft("stored", userId);
}

export const mustBeGroup = (room: store.RoomRow): void => {
  if (room.kind === "direct") throw forbidden("A 1:1 chat cannot be changed.");
};

/** The users I may add to a room. All must exist; myself, duplicates and users who block me are left out. */
export function invitable(userId: string, userIds: string[]): string[] {
  const others = [...new Set(userIds)].filter((id) => id !== userId);
  users.mustAllBeHere(others);
  return others.filter((id) => !friends.hasBlocked(id, userId));
}

const differing = (next: RoomSettings, now: store.RoomRow): RoomSettings =>
  Object.fromEntries(
    Object.entries(next).filter(
      ([key, value]) => value !== undefined && value !== now[key as keyof RoomSettings],
    ),
  );

function tidied({ title, topic }: RoomSettings): RoomSettings {
  return {
    ...(title !== undefined && { title: tidy(title) }),
    ...(topic !== undefined && { topic: tidy(topic) }),
  };
}
