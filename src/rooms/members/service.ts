import { record, write } from "../../../db/accounts/changes";
import type { Tx } from "../../../db/accounts/open";
import { history } from "../../../db/history/history";
import { consume } from "../../capacity/limits";
import { forbidden, notFound, Refused } from "../../errors";
import type { Member, Role } from "../../protocol/room";
import { roles } from "../../protocol/room";
import * as pictures from "../../users/pictures/service";
import * as users from "../../users/service";
import { cursorOf, cursorsOf, forMember, load, type Membership, type MemberView } from "../membership";
import { countAsMessage, invitable, mustBeGroup } from "../service";
import * as store from "../store";
import type { MembersQuery } from "./model";

// Joining and leaving groups, and roles. A 1:1 always has the same two members, or one.

const MAX_MEMBERS = 10_000;
// In larger groups joining and leaving write no message and publish no member frame.
const QUIET_ABOVE = 200;

const rank = (role: Role) => roles.indexOf(role);

/** A page of members by id, of all or of those whom `q` finds; `cursor` is null at the end. */
export async function list(userId: string, roomId: string, { q, cursor = "", limit = 50 }: MembersQuery) {
  const view = forMember(userId, roomId);
  const rows =
    q === undefined ? store.pageOfMembers(roomId, cursor, limit + 1) : found(view, q).filter(isAfter(cursor));
  const shown = rows.slice(0, limit);
  const faces = new Map(users.named(shown.map((row) => row.userId)).map((user) => [user.id, user]));
  const cursors = await cursorsOf(view);
  const hiding = users.hidingReads(shown.map((row) => row.userId).filter((id) => id !== userId));
  const members = shown.flatMap((row): Member[] => {
    const user = faces.get(row.userId);
    const { role, joinedSeq } = row;
    const reached = hiding.has(row.userId) ? joinedSeq : cursorOf(row, cursors);
    return user ? [{ user, role, cursor: reached, joinedSeq }] : [];
  });
  return { members, cursor: rows.length > limit ? (shown.at(-1)?.userId ?? null) : null };
}

const isAfter = (cursor: string) => (member: Membership) => member.userId > cursor;

/** By id. The members are in memory, and all their names are searched: some 10 ms for ten thousand. */
function found({ me, members }: MemberView, q: string): Membership[] {
  const ids = users.matching(me.userId, q, [...members.keys()]);
  return ids.toSorted().flatMap((id) => members.get(id) ?? []);
}

/** Any member may invite. Users who block me are left out silently. */
export async function invite(userId: string, roomId: string, userIds: string[]): Promise<void> {
  countAsMessage(userId);
  await bringIn(userId, roomId, userIds);
}

async function bringIn(userId: string, roomId: string, userIds: string[]): Promise<void> {
  const { room, members } = forMember(userId, roomId);
  mustBeGroup(room);
  const others = invitable(userId, userIds).filter((id) => !members.has(id));
  consume("invitations", userId, others.length);
  await add(roomId, userId, others, "invited");
}

/** Anyone may join a public room; a private one is `not-found` to non-members. */
export async function join(userId: string, roomId: string): Promise<void> {
  countAsMessage(userId);
  const known = load(roomId);
  if (known?.members.has(userId)) return mustBeGroup(known.room);
  if (known?.room.visibility !== "public") throw notFound();
  consume("rooms", userId);
  await add(roomId, userId, [userId], "joined");
}

/** Gives a role, and invites a user who is not a member yet. Only the owner gives roles; `owner` transfers the room. */
export async function put(userId: string, roomId: string, otherId: string, role?: Role): Promise<void> {
  countAsMessage(userId);
  const { room, me, members } = forMember(userId, roomId);
  mustBeGroup(room);
  if (!members.has(otherId)) users.mustAllBeHere([otherId]);
  if (role !== undefined && role !== "member" && me.role !== "owner")
    throw forbidden("Only the owner can change roles.");
  if (!members.has(otherId)) await bringIn(userId, roomId, [otherId]);
  const there = load(roomId)?.members.get(otherId);
  if (role === undefined || !there || there.role === role) return;
  if (me.role !== "owner") throw forbidden("Only the owner can change roles.");
  if (otherId === userId)
    throw new Refused("conflict", { detail: "Transfer ownership to someone else first." });
  await write((tx) =>
    setRole(tx, roomId, {
      byId: userId,
      userId: otherId,
      role,
      former: role === "owner" ? userId : undefined,
    }),
  );
}

/** Removes a member of a lower role than mine. */
export async function remove(userId: string, roomId: string, otherId: string): Promise<void> {
  countAsMessage(userId);
  if (otherId === userId || otherId === "me") return leave(userId, roomId);
  const { room, me, members } = forMember(userId, roomId);
  mustBeGroup(room);
  const other = members.get(otherId);
  if (!other) throw notFound();
  if (rank(me.role) <= rank(other.role)) throw forbidden("You can only remove members below your own role.");
  await write(
    (tx) => removeMember(tx, roomId, { byId: userId, userId: otherId, kind: "removed" }),
    () => history.mark(otherId, roomId, false),
  );
}

/** Leaving a group may change its owner. A 1:1 is off my list until I get a message there. */
async function leave(userId: string, roomId: string): Promise<void> {
  const { room } = forMember(userId, roomId);
  const head = await history.head(roomId);
  const removeMe = (tx: Tx) => {
    if (room.kind === "group") return removeMember(tx, roomId, { byId: userId, userId, kind: "left" });
    const left = { opened: false, joinedSeq: head, favourite: false };
    if (store.updateMember(tx, roomId, userId, left))
      record(tx, { kind: "direct.left", roomId, userIds: [userId] });
    return null;
  };
  await write(removeMe, async (picture) => {
    await pictures.discard(picture);
    // A member who rejoins must not find the old mark.
    await history.mark(userId, roomId, false);
  });
}

/**
 * Removes a deleted account from every group. Its 1:1s stay for the other user. Returns the pictures of groups that are
 * closed by this, to be discarded once this is durable.
 */
export function leaveAll(tx: Tx, userId: string): (string | null)[] {
  const groups = store.placesOf(userId).filter(({ room }) => room.kind === "group");
  return groups.map(({ room }) => removeMember(tx, room.id, { byId: userId, userId, kind: "left" }));
}

async function add(
  roomId: string,
  byId: string,
  userIds: string[],
  kind: "joined" | "invited",
): Promise<void> {
  if (userIds.length === 0) return;
  // Read before the row is written: a message stored in between is after `joinedSeq`, and visible to them.
  const joinedSeq = await history.head(roomId);
  await write((tx) => {
    const added = store.addMembers(
      tx,
      roomId,
      userIds.map((userId) => ({ roomId, userId, joinedSeq, joinedAt: Date.now() })),
    );
    const count = store.countOf(tx, roomId);
    if (count > MAX_MEMBERS) throw new Refused("conflict", { detail: "A group has at most 10,000 members." });
    if (added.length > 0) record(tx, { kind, roomId, byId, userIds: added, quiet: count > QUIET_ABOVE });
  });
}

type Departure = { byId: string; userId: string; kind: "left" | "removed" };

/** Without members, the room is closed. Returns the picture that it had then, to be discarded once this is durable. */
function removeMember(tx: Tx, roomId: string, { byId, userId, kind }: Departure): string | null {
  const quiet = store.countOf(tx, roomId) > QUIET_ABOVE;
  if (!store.removeMember(tx, roomId, userId)) return null;
  record(tx, { kind, roomId, byId, userIds: [userId], quiet });
  if (store.ownerOf(tx, roomId) !== userId) return null;
  const heir = store.heir(tx, roomId);
  if (heir) {
    setRole(tx, roomId, { byId: userId, userId: heir.userId, role: "owner" });
    return null;
  }
  const imageUrl = store.find(roomId)?.imageUrl ?? null;
  store.update(tx, roomId, { ownerId: null, visibility: "private", imageUrl: null });
  return imageUrl && pictures.nameIn(imageUrl);
}

type Given = { byId: string; userId: string; role: Role; former?: string };

function setRole(tx: Tx, roomId: string, { byId, userId, role, former }: Given): void {
  // They may have left meanwhile, or have the role already.
  if (store.someMembers(roomId, [userId]).length === 0) throw notFound();
  if (!store.updateMember(tx, roomId, userId, { role })) return;
  if (former) store.updateMember(tx, roomId, former, { role: "admin" });
  if (role === "owner") store.update(tx, roomId, { ownerId: userId });
  record(tx, { kind: "role", roomId, byId, userIds: [userId], role, quiet: false });
}
