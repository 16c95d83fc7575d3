import { history, type Stored } from "../../db/history/history";
import * as machines from "../bus/machines";
import { forbidden, notFound } from "../errors";
import type { Steps } from "../protocol/message";
import * as store from "./store";

/**
 * Who is in which room, in memory: asked for every message and never answered from a guess. Loaded from accounts when
 * first asked, brought up to date by `changes`, dropped when too much is held.
 */
export type Place = store.MemberRow & {
  /** A 1:1 that is known to be on this member's list, so that nobody has to look again. */
  isListed?: boolean;
  /** As long as they are being told so: what is said there is heard after that. */
  comingBack?: Promise<void>;
};
export type Known = {
  room: store.RoomRow;
  members: Map<string, Place>;
  cursors?: Promise<Map<string, number>>;
  /** The highest joinedSeq of its members, once it was asked for. */
  latestJoin?: number;
};
/** A room as one of its members stands in it. */
export type View = Known & { me: Place };

// About 150 bytes a member.
const MAX_MEMBERS_HELD = 500_000;

// In members: some two hundred cursors are read in a millisecond.
const SMALL = 200;
// Of a large room among several machines: a cursor that was not heard of is missed for no longer.
const KEPT_MS = 5000;

const known = new Map<string, Known>();
let held = 0;

/** The look-up that is the permission: a room that I am not in does not exist for me; a public one I must join first. */
export function forMember(userId: string, roomId: string): View {
  const found = load(roomId);
  const me = found?.members.get(userId);
  if (found && me) return { ...found, me };
  throw found?.room.visibility === "public" ? forbidden("Join the room first.") : notFound();
}

export function load(roomId: string): Known | undefined {
  const there = known.get(roomId);
  if (there) return there;
  const room = store.find(roomId);
  if (!room) return undefined;
  // One text for the room's id: SQLite answers with a copy a row.
  const members = new Map<string, Place>(
    store.membersOf(roomId).map((row) => [row.userId, { ...row, roomId }]),
  );
  const fresh: Known = { room, members };
  makeRoom(members.size);
  known.set(roomId, fresh);
  return fresh;
}

/** Reads anew what a change told of: the room's own row, and these members'. */
export function refresh(roomId: string, userIds: string[]): Known | undefined {
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
  held += there.members.size - before;
  countsChanged(roomId);
  return there;
}

/** Asked for each answer to an older message: looked for in all members once, then known until one comes or goes. */
export function latestJoin(room: Known): number {
  if (room.latestJoin !== undefined) return room.latestJoin;
  let latest = 0;
  for (const { joinedSeq } of room.members.values()) latest = Math.max(latest, joinedSeq);
  return (room.latestJoin = latest);
}

export function forgetAll(): void {
  known.clear();
  held = 0;
}

/** Reading goes by the cursor, which never stands before the place where a member came in. */
export async function cursorsOf(view: Known): Promise<Map<string, number>> {
  // What another machine's people read is heard here a moment later; where that costs little, it is looked up.
  if (!machines.isAlone() && view.members.size <= SMALL) return history.cursors(view.room.id);
  return cursorsHeld(view);
}

/** As far as this machine has heard: for what is asked again and again. */
function cursorsHeld(view: Known): Promise<Map<string, number>> {
  const there = known.get(view.room.id);
  // Whoever else looked at the room in the same moment may have begun to read them.
  const cursors = view.cursors ?? there?.cursors ?? history.cursors(view.room.id);
  if (there && !there.cursors) holdCursors(there, cursors);
  view.cursors = cursors;
  return cursors;
}

/** What could not be read is read again when it is asked for again. */
function holdCursors(there: Known, cursors: Promise<Map<string, number>>): void {
  there.cursors = cursors;
  const drop = () => {
    if (there.cursors === cursors) there.cursors = undefined;
  };
  cursors.catch(drop);
  if (!machines.isAlone()) setTimeout(drop, KEPT_MS);
}

/** A cursor has moved, durably. */
export function cursorMoved(roomId: string, userId: string, seq: number): void {
  void known.get(roomId)?.cursors?.then(
    (cursors) => cursors.set(userId, Math.max(seq, cursors.get(userId) ?? 0)),
    () => undefined,
  );
  countsChanged(roomId);
}

let listener: (roomId: string) => void = () => undefined;
/** Calls `hear` whenever the number beside some message of a room may be another. */
export const onCountsChanged = (hear: (roomId: string) => void): void => void (listener = hear);
export const countsChanged = (roomId: string): void => listener(roomId);

export const cursorOf = (place: Place, cursors: Map<string, number>): number =>
  Math.max(place.joinedSeq, cursors.get(place.userId) ?? 0);

/** How many members have not read each of these messages, in ascending order: KakaoTalk's number, exact. */
export async function unreadBy(view: Known, messages: Stored[]): Promise<Map<number, number>> {
  const cursors = await cursorsOf(view);
  const seqs = messages.map(({ seq }) => seq);
  // Whoever speaks has read until there. Their cursor is moved a moment after the message is stored, and another machine may
  // look in between.
  const spoken = new Map<string, number>();
  for (const { kind, authorId, seq } of messages) if (kind !== "system") spoken.set(authorId, seq);
  // In the first place whose seq is above a cursor, that member is one more who has not read from there on.
  const stepsAt = seqs.map(() => 0);
  for (const place of view.members.values()) {
    const first = firstAbove(seqs, Math.max(cursorOf(place, cursors), spoken.get(place.userId) ?? 0));
    if (first < seqs.length) stepsAt[first]!++;
  }
  let unread = 0;
  return new Map(seqs.map((seq, index) => [seq, (unread += stepsAt[index] ?? 0)]));
}

type Span = { from: number; to: number; isAsHeard?: boolean };

/** The same for all seqs of a range, as steps; as exact as that, or as far as this machine has heard. */
export async function stepsOf(view: Known, { from, to, isAsHeard = false }: Span): Promise<Steps> {
  if (from > to) return [];
  const cursors = await (isAsHeard ? cursorsHeld(view) : cursorsOf(view));
  // How many more have not read, from this seq on.
  const more = new Map([[from, 0]]);
  for (const place of view.members.values()) {
    const first = Math.max(from, cursorOf(place, cursors) + 1);
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
