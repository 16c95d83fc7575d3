import type { Change, ChangeRow } from "../../db/accounts/changes";
import { history } from "../../db/history/history";
import * as bus from "../bus/bus";
import * as local from "../bus/local";
import * as machines from "../bus/machines";
import * as users from "../users/service";
import * as listing from "./listing";
import * as membership from "./membership";

type InRoom = Extract<Change, { roomId: string }>;

// Joins and leaves of a large group are published as one frame in this time, however many there are.
const COALESCE_MS = 1000;
const announced = new Map<string, Timer>();

/** Updates the cached room after a change, and publishes the change to those it concerns. */
export async function onChange({ change }: ChangeRow): Promise<void> {
  if (!("roomId" in change)) return;
  const before = membership.load(change.roomId);
  const known = membership.refresh(change.roomId, concerned(change, before));
  if (!known) return;
  switch (change.kind) {
    case "direct.opened":
      await subscribeBoth(known);
      return addMembers(known, change.userIds);
    case "kept":
      return publishKept(known, change.userIds);
    case "direct.left":
      return removeFromDirect(known, change.userIds);
    case "created":
      return addMembers(known, [...known.members.keys()]);
    case "joined":
    case "invited":
      return addMembers(known, change.userIds, change);
    case "left":
    case "removed":
      return removeMembers(known, change);
    case "renamed":
    case "changed":
    case "role":
      return publishSettings(known);
  }
}

export function stop(): void {
  for (const timer of announced.values()) clearTimeout(timer);
  announced.clear();
}

/** Everyone whose row may have changed; a role can change two. */
function concerned(change: InRoom, known: membership.RoomWithMembers | undefined): string[] {
  const owner = change.kind === "role" ? known?.room.ownerId : undefined;
  return [
    ...new Set([...change.userIds, ...("byId" in change ? [change.byId] : []), ...(owner ? [owner] : [])]),
  ];
}

async function addMembers(
  known: membership.RoomWithMembers,
  userIds: string[],
  joined?: { quiet: boolean },
): Promise<void> {
  const { room, members } = known;
  const here = userIds.filter((userId) => members.has(userId) && local.isHere(userId));
  if (here.length > 0) await machines.subscribe([room.id]);
  for (const userId of here) await subscribeMember(known, userId);
  if (joined?.quiet) return publishSettingsSoon(room.id);
  if (!joined) return;
  for (const user of users.named(userIds))
    bus.toRoom(room.id, { type: "member.joined", roomId: room.id, user });
  // A client that was subscribed by this very change did not get the frames above, and cannot count from them.
  publishSettings(known);
}

/** Both members of a 1:1 are subscribed, whether it is on their list or not. */
async function subscribeBoth({ room, members }: membership.RoomWithMembers): Promise<void> {
  const here = [...members.keys()].filter(local.isHere);
  for (const userId of here) local.subscribeUser(userId, local.topicOf.room(room.id));
  if (here.length > 0) await machines.subscribe([room.id]);
}

/** Subscribes a member and publishes `room.joined` with the head in one turn: every later message is delivered. */
function subscribeMember({ room, members }: membership.RoomWithMembers, userId: string): Promise<void> {
  const before = members.get(userId);
  return machines.whenCaughtUp(async (isCaughtUp) => {
    const member = members.get(userId);
    const joined = member && (await listing.one(userId, room, member));
    // A member who was removed or has left meanwhile got `room.left`.
    const now = members.get(userId);
    if (!joined || !now || (now !== before && !now.opened)) return true;
    if (!isCaughtUp(room.id, joined.head)) return false;
    local.subscribeUser(userId, local.topicOf.room(room.id));
    bus.toUser(userId, { type: "room.joined", room: joined });
    return true;
  });
}

function removeMembers(
  known: membership.RoomWithMembers,
  { userIds, quiet }: { userIds: string[]; quiet: boolean },
): void {
  const { room } = known;
  for (const userId of userIds) {
    // Unsubscribed first: nothing of the room is delivered after `room.left`.
    for (const topic of [local.topicOf.watch(room.id), local.topicOf.room(room.id)])
      local.unsubscribeUser(userId, topic);
    bus.toUser(userId, { type: "room.left", roomId: room.id });
    if (!quiet) bus.toRoom(room.id, { type: "member.left", roomId: room.id, userId });
  }
  if (quiet) publishSettingsSoon(room.id);
  else publishSettings(known);
}

/** Takes a 1:1 off their list, unless a message stored since has brought it back already. */
async function removeFromDirect(known: membership.RoomWithMembers, userIds: string[]): Promise<void> {
  const { room, members } = known;
  for (const userId of userIds) {
    local.unsubscribeUser(userId, local.topicOf.watch(room.id));
    bus.toUser(userId, { type: "room.left", roomId: room.id });
    const member = members.get(userId);
    if (!member || member.opened || (await history.firstVisible(userId, room.id, member.joinedSeq)) === null)
      continue;
    // A message stored meanwhile may have done it.
    if (!member.isListed) await listing.bringBack(room, member);
  }
}

async function publishKept({ room, members }: membership.RoomWithMembers, userIds: string[]): Promise<void> {
  for (const userId of userIds) {
    const member = members.get(userId);
    if (!member || !local.isHere(userId)) continue;
    // Reading clears a mark meanwhile, and its frame may come before this one: what is published last must be so.
    for (let before = ""; ;) {
      const kept = await listing.kept(room, member);
      if (JSON.stringify(kept) === before) break;
      before = JSON.stringify(kept);
      bus.toUser(userId, { type: "room.kept", roomId: room.id, ...kept });
    }
  }
}

function publishSettings({ room }: membership.RoomWithMembers): void {
  const { title, topic, imageUrl, visibility, readCounts, ownerId, memberCount } = listing.faceOf(room);
  bus.toRoom(room.id, {
    type: "room.changed",
    roomId: room.id,
    title,
    topic,
    imageUrl,
    visibility,
    readCounts,
    ownerId,
    memberCount,
  });
}

function publishSettingsSoon(roomId: string): void {
  if (announced.has(roomId)) return;
  const publish = () => {
    announced.delete(roomId);
    const known = membership.load(roomId);
    if (known) publishSettings(known);
  };
  announced.set(roomId, setTimeout(publish, COALESCE_MS));
}
