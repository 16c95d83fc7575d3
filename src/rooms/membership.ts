import { history, type Stored } from "../../db/history/history";
import * as machines from "../bus/machines";
import { forbidden, notFound } from "../errors";
import type { Steps } from "../protocol/message";
import * as store from "./store";

/**
 * Which user is in which room, cached in memory: it is looked up for every message, and must never be stale. Loaded from
 * accounts on first use, updated by `changes`, evicted when too much is held.
 */
export type Membership = store.MemberRow & {
  /** This 1:1 is known to be on the member's list. */
  isListed?: boolean;
  /** Pending while the 1:1 comes back onto their list: messages are published after that. */
  comingBack?: Promise<void>;
};
export type RoomWithMembers = {
  room: store.RoomRow;
  members: Map<string, Membership>;
  cursors?: Promise<Map<string, number>>;
  /** The highest joinedSeq of its members, once it was asked for. */
  latestJoin?: number;
  /** Those who joined first, in that order, once they were asked for. */
  first?: string[];
  /** Everyone's id in order, once they were asked for. */
  sorted?: string[];
};
/** A room with the membership of one user. */
export type MemberView = RoomWithMembers & { me: Membership };

// About 150 bytes a member.
const MAX_MEMBERS_HELD = 500_000;

// In members: some two hundred cursors are read in a millisecond, so these are never cached.
const SMALL = 200;
// With several machines, how long the cursors of a large room are cached: a lost update is missed for no longer.
const KEPT_MS = 5000;

const known = new Map<string, RoomWithMembers>();
let held = 0;

/** The look-up that is the permission: a room that I am not in does not exist for me; a public one I must join first. */
export function forMember(userId: string, roomId: string): MemberView {
  const found = load(roomId);
  const me = found?.members.get(userId);
  if (found && me) return { ...found, me };
  throw found?.room.visibility === "public" ? forbidden("Join the room first.") : notFound();
}

/** Where I may look: a room that I am in, or a public one. */
export const maySee = (userId: string, roomId: string): boolean => {
  const found = load(roomId);
  return found !== undefined && (found.room.visibility === "public" || found.members.has(userId));
};

export function load(roomId: string): RoomWithMembers | undefined {
  const there = known.get(roomId);
  if (there) return there;
  const room = store.find(roomId);
  if (!room) return undefined;
  // One string for the room's id: SQLite returns a copy per row.
  const members = new Map<string, Membership>(
    store.membersOf(roomId).map((row) => [row.userId, { ...row, roomId }]),
  );
  const fresh: RoomWithMembers = { room, members };
  makeRoom(members.size);
  known.set(roomId, fresh);
  return fresh;
}

/** False where the room is cached without this member: they have joined, and the change is still to be followed. */
export const mayKnow = (roomId: string, userId: string): boolean =>
  known.get(roomId)?.members.has(userId) ?? true;

/** Reads the rows that a change has touched again: the room's, and these members'. */
export function refresh(roomId: string, userIds: string[]): RoomWithMembers | undefined {
  const there = known.get(roomId);
  if (!there) return load(roomId);
  const room = store.find(roomId);
  if (!room) return undefined;
  there.room = room;
  const rows = new Map(store.someMembers(roomId, userIds).map((row) => [row.userId, row]));
  const before = there.members.size;
  for (const id of userIds) {
    const row = rows.get(id);
    if (row) there.members.set(id, row);
    else there.members.delete(id);
  }
  there.latestJoin = undefined;
  there.first = undefined;
  there.sorted = undefined;
  held += there.members.size - before;
  countsChanged(roomId);
  return there;
}

/** Needed for each reply to an older message: searched once, then cached until a member comes or goes. */
export function latestJoin(room: RoomWithMembers): number {
  if (room.latestJoin !== undefined) return room.latestJoin;
  let latest = 0;
  for (const { joinedSeq } of room.members.values()) latest = Math.max(latest, joinedSeq);
  return (room.latestJoin = latest);
}

/** The ids of all members in order, which pages of a list go by. Sorted once, then cached until a member comes or goes. */
export function idsInOrder(view: RoomWithMembers): string[] {
  const room = known.get(view.room.id) ?? view;
  return (room.sorted ??= [...room.members.keys()].toSorted());
}

// So many are shown as the faces of a group, besides the one who looks.
const FACES = 4;

/** The others who joined first, in that order: a group's faces. Searched once, then cached until a member comes or goes. */
export function facesOf(room: RoomWithMembers, userId: string): string[] {
  room.first ??= earliest(room.members.values(), FACES + 1).map((member) => member.userId);
  return room.first.filter((id) => id !== userId).slice(0, FACES);
}

/** In one go through ten thousand members, keeping a handful. */
function earliest(members: Iterable<Membership>, count: number): Membership[] {
  const first: Membership[] = [];
  for (const member of members) {
    const last = first.at(-1);
    if (first.length === count && last && !isEarlier(member, last)) continue;
    const place = first.findIndex((one) => isEarlier(member, one));
    first.splice(place < 0 ? first.length : place, 0, member);
    if (first.length > count) first.pop();
  }
  return first;
}

const isEarlier = (one: Membership, other: Membership): boolean =>
  one.joinedAt < other.joinedAt || (one.joinedAt === other.joinedAt && one.userId < other.userId);

export function forgetAll(): void {
  known.clear();
  held = 0;
}

/** The cursors of all members, from history. */
export async function cursorsOf(view: RoomWithMembers): Promise<Map<string, number>> {
  // Cursors moved on other machines arrive a moment later; where reading them all costs little, they are read.
  if (!machines.isAlone() && view.members.size <= SMALL) return history.cursors(view.room.id);
  return cursorsHeld(view);
}

/** The cached cursors, as far as this machine knows them: for what is read again and again. */
function cursorsHeld(view: RoomWithMembers): Promise<Map<string, number>> {
  const there = known.get(view.room.id);
  // Another caller may have begun to read them in the same moment.
  const cursors = view.cursors ?? there?.cursors ?? history.cursors(view.room.id);
  if (there && !there.cursors) holdCursors(there, cursors);
  view.cursors = cursors;
  return cursors;
}

/** A failed read is not cached. */
function holdCursors(there: RoomWithMembers, cursors: Promise<Map<string, number>>): void {
  there.cursors = cursors;
  const drop = () => {
    if (there.cursors === cursors) there.cursors = undefined;
  };
  cursors.catch(drop);
  if (!machines.isAlone()) setTimeout(drop, KEPT_MS);
}

/** A cursor has moved and is stored. */
export function cursorMoved(roomId: string, userId: string, seq: number): void {
  void known.get(roomId)?.cursors?.then(
    (cursors) => cursors.set(userId, Math.max(seq, cursors.get(userId) ?? 0)),
    () => undefined,
  );
  countsChanged(roomId);
}

let listener: (roomId: string) => void = () => undefined;
/** Calls `handle` whenever an unread number in a room may have changed. */
export const onCountsChanged = (handle: (roomId: string) => void): void => void (listener = handle);
export const countsChanged = (roomId: string): void => listener(roomId);

export const cursorOf = (member: Membership, cursors: Map<string, number>): number =>
  Math.max(member.joinedSeq, cursors.get(member.userId) ?? 0);

/** How many members have not read each of these ascending messages: the exact number beside a message, as in KakaoTalk. */
export async function unreadBy(view: RoomWithMembers, messages: Stored[]): Promise<Map<number, number>> {
  const cursors = await cursorsOf(view);
  const seqs = messages.map(({ seq }) => seq);
  // Authors have read their own messages. Their cursors move a moment after the append, and another machine may read
  // in between.
  const written = new Map<string, number>();
  for (const { kind, authorId, seq } of messages) if (kind !== "system") written.set(authorId, seq);
  // From the first seq above a member's cursor on, that member has not read.
  const stepsAt = seqs.map(() => 0);
  for (const member of view.members.values()) {
    const first = firstAbove(seqs, Math.max(cursorOf(member, cursors), written.get(member.userId) ?? 0));
    if (first < seqs.length) stepsAt[first]!++;
  }
  let unread = 0;
  return new Map(seqs.map((seq, index) => [seq, (unread += stepsAt[index] ?? 0)]));
}

type Span = { from: number; to: number; isFromCache?: boolean };

/** The same for all seqs of a range, as steps: exact, or with `isFromCache` from the cached cursors. */
export async function stepsOf(
  view: RoomWithMembers,
  { from, to, isFromCache = false }: Span,
): Promise<Steps> {
  if (from > to) return [];
  const cursors = await (isFromCache ? cursorsHeld(view) : cursorsOf(view));
  // By how many the number rises at this seq.
  const more = new Map([[from, 0]]);
  for (const member of view.members.values()) {
    const first = Math.max(from, cursorOf(member, cursors) + 1);
    if (first <= to) more.set(first, (more.get(first) ?? 0) + 1);
  }
  let unread = 0;
  return [...more].toSorted(([one], [other]) => one - other).map(([seq, by]) => [seq, (unread += by)]);
}

function firstAbove(ascending: number[], bound: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ascending[middle]! > bound) high = middle;
    else low = middle + 1;
  }
  return low;
}

function makeRoom(size: number): void {
  held += size;
  for (const [roomId, { members }] of known) {
    if (held <= MAX_MEMBERS_HELD) return;
    known.delete(roomId);
    held -= members.size;
  }
}
