import { history, type ReadState } from "../../db/history/history";
import * as bus from "../bus/bus";
import { consume } from "../capacity/limits";
import { firstTurn, turn } from "../capacity/turns";
import { invalid } from "../errors";
import * as friends from "../friends/service";
import type { Message } from "../protocol/message";
import { notifyAt, type Room } from "../protocol/room";
import * as users from "../users/service";
import { briefly, floorOf, present, viewerOf } from "./audience";
import { facesOf, load, type Membership } from "./membership";
import * as store from "./store";

/** A room with my membership in it and how far I have read. */
export type MemberRoom = { room: store.RoomRow; member: store.MemberRow; readState: ReadState };

/** Every room that I am subscribed to, on my list or not: slice by slice, with a turn of the loop for others in between. */
export async function subscribed(userId: string): Promise<MemberRoom[]> {
  const all: MemberRoom[] = [];
  await firstTurn();
  for (let after = 0; ;) {
    consume("standings", userId);
    const slice = store.membershipsAfter(userId, after);
    all.push(...(await withReadStates(userId, slice)));
    if (slice.length < store.SLICE) return all;
    after = slice.at(-1)!.nth;
    await turn();
  }
}

/** Those on my list, favourites first, then by newest activity. A 1:1 that nobody opened for me and where nothing was said to me is not. */
export function listed(all: MemberRoom[]): MemberRoom[] {
  const mine = all.filter(({ member, readState }) => member.opened || readState.lastSeq !== null);
  return mine.toSorted((a, b) => movedAt(b) - movedAt(a) || (a.room.id < b.room.id ? 1 : -1));
}

/** A page of them; `cursor` names the place after which the next begins, null at the end. */
export async function page(userId: string, cursor: string | undefined, limit: number) {
  const after = cursor === undefined ? undefined : readCursor(cursor);
  consume("standings", userId);
  const all = (after && orders.get(userId)) ?? (await readOrder(userId, limit));
  const rest = after ? all.filter((spot) => isBelow(spot, after)) : all;
  const shown = rest.slice(0, limit);
  const memberships = store.membershipsIn(
    userId,
    shown.map(({ id }) => id),
  );
  const now = listed(await withReadStates(userId, memberships));
  // What has moved up meanwhile was told by frames.
  const still = after ? now.filter((own) => isBelow(spotOf(own), after)) : now;
  const found = await toRooms(userId, still);
  const rooms = shortened(found);
  const isCut = rooms.length < found.length;
  const last = isCut ? spotOf(still[rooms.length - 1]!) : shown.at(-1);
  return { rooms, cursor: last && (isCut || rest.length > limit) ? `${last.at}_${last.id}` : null };
}

// Of what was said last, in UTF-8: fifty of the longest messages.
const MAX_PAGE = 1024 * 1024;

/** So many of them as an answer may hold; one at least. */
function shortened(rooms: Room[]): Room[] {
  let size = 0;
  const end = rooms.findIndex(({ lastMessage }, nth) => {
    size += Buffer.byteLength(lastMessage?.text ?? "") + 40 * (lastMessage?.mentions.length ?? 0);
    return nth > 0 && size > MAX_PAGE;
  });
  return end < 0 ? rooms : rooms.slice(0, end);
}

/** Where a room stands in the list. */
type Spot = { at: number; id: string };
const spotOf = (own: MemberRoom): Spot => ({ at: movedAt(own), id: own.room.id });
const isBelow = (spot: Spot, { at, id }: Spot): boolean => spot.at < at || (spot.at === at && spot.id < id);

// Who pages through a long list asks for all of it within seconds: where its rooms stand is read for the first page, and
// each later one costs only what it shows. 60 bytes a room, of so many people.
const KEPT_MS = 30_000;
const MOST_KEPT = 100;
const orders = new Map<string, Spot[]>();

async function readOrder(userId: string, limit: number): Promise<Spot[]> {
  const order = listed(await subscribed(userId)).map(spotOf);
  orders.delete(userId);
  if (order.length <= limit) return order;
  if (orders.size >= MOST_KEPT) orders.delete(orders.keys().next().value!);
  orders.set(userId, order);
  setTimeout(() => orders.get(userId) === order && orders.delete(userId), KEPT_MS).unref();
  return order;
}

/** Where a member stands in one room. */
export async function readStateOf(room: store.RoomRow, member: store.MemberRow): Promise<ReadState> {
  const [own] = await withReadStates(member.userId, [{ room, member }]);
  return (own as MemberRoom).readState;
}

/** How a member keeps a room. */
export async function kept(room: store.RoomRow, member: store.MemberRow) {
  return keptOf(member, await readStateOf(room, member));
}

export function keptOf(member: store.MemberRow, { isMarked }: ReadState) {
  return { ...notifyAt(member, Date.now()), favourite: member.favourite, markedUnread: isMarked };
}

/** One room as a member of it sees it. */
export async function one(userId: string, room: store.RoomRow, member: store.MemberRow): Promise<Room> {
  const [own] = await toRooms(userId, await withReadStates(userId, [{ room, member }]));
  return own as Room;
}

/**
 * Puts a 1:1 (back) onto someone's list, and publishes `room.joined` to them before any later message there. With a `seq`,
 * only if that is the first message which they may see there.
 */
export function bringBack(room: store.RoomRow, member: Membership, seq?: number): Promise<void> {
  const { userId, joinedSeq } = member;
  const announce = async () => {
    if (seq !== undefined && (await history.firstVisible(userId, room.id, joinedSeq)) !== seq) return;
    const joined = await one(userId, room, member);
    // They may have left again meanwhile, and got `room.left`.
    if (load(room.id)?.members.get(userId)?.joinedSeq !== joinedSeq) return;
    bus.toUser(userId, { type: "room.joined", room: joined });
  };
  member.isListed = true;
  member.comingBack = announce().finally(() => (member.comingBack = undefined));
  return member.comingBack;
}

/** A public room as someone sees it who has not joined: no last message, no members, no place. */
export async function fromOutside(room: store.RoomRow): Promise<Room> {
  return { ...faceOf(room), ...(await endOf(room.id)), notice: null, lastMessage: null, faces: [], me: null };
}

async function endOf(roomId: string): Promise<{ head: number; rev: number }> {
  const [end] = await history.positions([roomId]);
  return { head: end?.seq ?? 0, rev: end?.rev ?? 0 };
}

export function faceOf(room: store.RoomRow) {
  const { id, kind, title, topic, imageUrl, visibility, readCounts, ownerId, memberCount, createdAt } = room;
  return { id, kind, title, topic, imageUrl, visibility, readCounts, ownerId, memberCount, createdAt };
}

export async function withReadStates(
  userId: string,
  memberships: Omit<MemberRoom, "readState">[],
): Promise<MemberRoom[]> {
  const asked = memberships.map(({ room, member }) => ({
    roomId: room.id,
    joinedSeq: member.joinedSeq,
    floor: floorOf({ room }, member),
  }));
  const readStates = await history.readStates(userId, asked);
  return memberships.flatMap((membership, index) => {
    const readState = readStates[index];
    return readState ? [{ ...membership, readState: ownRead(membership.room, readState) }] : [];
  });
}

/** In a chat with myself everything is read, also where a crash has set my cursor back. */
const ownRead = ({ kind, pair }: store.RoomRow, state: ReadState): ReadState =>
  kind === "direct" && !pair?.includes(" ") ? { ...state, cursor: state.head, unread: 0 } : state;

// In ms, more than any time is: a page shows favourites above all others, so they must be on the first page of the list.
const ABOVE = 2 ** 50;

/** Where the room stands in the list: by when it moved up, favourites above. */
const movedAt = ({ readState, member }: MemberRoom): number =>
  (readState.lastAt ?? member.joinedAt) + (member.favourite ? ABOVE : 0);

async function toRooms(userId: string, owns: MemberRoom[]): Promise<Room[]> {
  const shown = new Map(owns.map(({ room }) => [room.id, shownIn(room, userId)]));
  const mentions = await mentionsOf(userId, owns);
  // One query for all of them.
  const people = new Map(users.named([...shown.values()].flat()).map((user) => [user.id, user]));
  return Promise.all(
    owns.map(async ({ room, member, readState }) => {
      const { role, joinedSeq, favourite } = member;
      const { head, rev, cursor, unread, isMarked } = readState;
      const others = (shown.get(room.id) ?? []).flatMap((id) => people.get(id) ?? []);
      const [peer] = others;
      const seen = room.kind === "direct" ? { ...(peer && { peer }), faces: [] } : { faces: others };
      const lastMessage = await lastOf(userId, readState);
      const notice = await noticeFor(userId, readState);
      const mention = mentions.get(room.id) ?? null;
      const own = { role, joinedSeq, cursor, unread, markedUnread: isMarked, favourite, mention };
      const me = { ...own, ...notifyAt(member, Date.now()) };
      return { ...faceOf(room), head, rev, notice, lastMessage, ...seen, me };
    }),
  );
}

/** In these rooms, the newest unread message that mentions me. */
async function mentionsOf(userId: string, owns: MemberRoom[]): Promise<Map<string, number>> {
  const unread = owns.filter(({ readState }) => readState.unread > 0);
  if (unread.length === 0) return new Map();
  const asked = unread.map(({ readState: { roomId, cursor: after } }) => ({ roomId, after }));
  return history.mentions(userId, { rooms: asked, exceptBy: [...friends.blockSet(userId)] });
}

/** Whom a room shows to me: the other one of a 1:1, the faces of a group. */
function shownIn(room: store.RoomRow, userId: string): string[] {
  if (room.kind === "direct") return [peerIn(room, userId) ?? []].flat();
  const known = load(room.id);
  return known ? facesOf(known, userId) : [];
}

async function lastOf(userId: string, { roomId, lastSeq }: ReadState): Promise<Message | null> {
  const room = load(roomId);
  if (lastSeq === null || !room) return null;
  const [last] = await present(room, userId, await history.find(roomId, [lastSeq]));
  return last && last.kind !== "hidden" ? last : null;
}

/** The message that was pinned last, of those that they may see. Most rooms have never had a change. */
async function noticeFor(userId: string, { roomId, rev }: ReadState): Promise<Room["notice"]> {
  const known = rev > 0 ? load(roomId) : undefined;
  if (!known) return null;
  const { floor } = viewerOf(known, userId);
  let newest: Room["notice"] = null;
  for (const message of await history.pinned(roomId)) {
    const { seq, hiddenFrom, pin } = message;
    if (pin && seq > floor && hiddenFrom !== userId && pin.at >= (newest?.at ?? 0))
      newest = { seq, byId: pin.byId, at: pin.at, ...briefly(message) };
  }
  return newest;
}

/** The other one of a 1:1, which its pair names; in a chat with myself that is me. */
export function peerIn({ pair }: store.RoomRow, userId: string): string | undefined {
  const ids = pair?.split(" ");
  return ids?.find((id) => id !== userId) ?? ids?.[0];
}

function readCursor(cursor: string): { at: number; id: string } {
  const [, at, id] = /^(\d{1,16})_([A-Za-z0-9-]{1,36})$/.exec(cursor) ?? [];
  if (at === undefined || id === undefined) throw invalid("cursor", "not a cursor of this list");
  return { at: Number(at), id };
}
