import { eventKinds } from "../../src/protocol/message";
import type { ChangeRow } from "../accounts/changes";
import { lookup, rows, type SystemMessageKey, systemMessage } from "./snapshot";
import type { Stores } from "./stores";

// Checks rooms and their members, and that each change that needs a system message has one.

// A running server follows each change within half a second: after ten times that, the message will not come.
const GRACE_MS = 5000;
const POLL_MS = 50;

type CountedRoom = { id: string; kind: string; ownerId: string | null; memberCount: number };
type RoomMembers = { members: number; owners: number; ownerRole: string | null };

/** A line for each break; returns how many rooms there are. */
export function* rooms(stores: Stores): Generator<string, number> {
  const countedIn = lookup<RoomMembers>(stores.before, counted);
  let count = 0;
  for (const room of rows<CountedRoom>(stores.before, all)) {
    count++;
    const { members, owners, ownerRole } = countedIn({ room: room.id, owner: room.ownerId ?? "" })!;
    if (room.memberCount !== members)
      yield `room ${room.id}: it counts ${room.memberCount} members, and has ${members}`;
    if (room.kind !== "group" || (members === 0 && room.ownerId === null)) continue;
    if (room.ownerId === null) yield `room ${room.id}: it has ${members} members and no owner`;
    else if (ownerRole !== "owner") yield `room ${room.id}: its owner ${room.ownerId} is not in it as such`;
    else if (owners > 1) yield `room ${room.id}: it has ${owners} owners`;
  }
  return count;
}

const all = "SELECT id, kind, owner_id AS ownerId, member_count AS memberCount FROM rooms ORDER BY id";
const counted = `SELECT count(*) AS members, count(CASE WHEN role = 'owner' THEN 1 END) AS owners,
  max(CASE WHEN user_id = $owner THEN role END) AS ownerRole FROM members WHERE room_id = $room`;

/** A 1:1 keeps its two members (a chat with oneself its one), and a pair of users has one 1:1. */
export function* pairs({ before }: Stores): Generator<string> {
  type Direct = { id: string; pair: string; members: string | null };
  for (const { id, pair, members } of rows<Direct>(before, directs)) {
    if (pair !== members) yield `room ${id}: the 1:1 of ${pair} has the members ${members}`;
  }
  for (const { ids, members } of rows<{ ids: string; members: string }>(before, doubles))
    yield `room ${ids}: more than one 1:1 of ${members}`;
}

const directs = `SELECT id, pair, (SELECT group_concat(user_id, ' ' ORDER BY user_id) FROM members WHERE room_id = id) AS members
  FROM rooms WHERE kind = 'direct' ORDER BY id`;
const doubles = `SELECT group_concat(id, ' and ' ORDER BY id) AS ids, members FROM (${directs})
  WHERE members IS NOT NULL GROUP BY members HAVING count(*) > 1`;

/** No member has joined above the head of their room. */
export function* places({ before, history }: Stores): Generator<string> {
  const headOf = lookup<{ head: number }>(history, head);
  for (const { room, user, joinedSeq } of rows<{ room: string; user: string; joinedSeq: number }>(
    before,
    joined,
  )) {
    const top = headOf({ room })?.head ?? 0;
    if (joinedSeq > top)
      yield `room ${room} seq ${joinedSeq}: where ${user} came in is above the head ${top}`;
  }
}

const joined =
  "SELECT room_id AS room, user_id AS user, joined_seq AS joinedSeq FROM members WHERE joined_seq > 0";
const head = "SELECT coalesce(max(seq), 0) AS head FROM messages WHERE room = $room";

/** Each change that needs a system message must have one. That of a recent change may still be under way. */
export async function* changes(stores: Stores): AsyncGenerator<string> {
  let recent: VisibleChange[] = [];
  for (const change of withoutMessage(stores)) {
    if (stores.openedAt - change.at > GRACE_MS) yield line(change);
    else recent.push(change);
  }
  const deadline = Date.now() + GRACE_MS;
  while ((recent = await stores.stillMissing(recent)).length > 0 && Date.now() < deadline)
    await Bun.sleep(POLL_MS);
  yield* recent.map(line);
}

/** A change of a group that its members see as a system message. */
type VisibleChange = SystemMessageKey & { id: number; at: number; kind: string };

function* withoutMessage({ before, history }: Stores): Generator<VisibleChange> {
  const isStored = lookup(history, systemMessage);
  for (const { change, ...row } of rows<Omit<ChangeRow, "change"> & { change: string }>(before, recorded)) {
    const what: ChangeRow["change"] = JSON.parse(change);
    if (!("byId" in what) || what.quiet || !eventKinds.some((kind) => kind === what.kind)) continue;
    const visible = { ...row, kind: what.kind, room: what.roomId, by: what.byId };
    if (!isStored(keyOf(visible))) yield visible;
  }
}

const keyOf = ({ room, by, key }: VisibleChange) => ({ room, by, key });
const line = ({ id, kind, room, by }: VisibleChange) =>
  `room ${room}: change ${id} (${kind}, by ${by}) has no system message`;

const recorded = "SELECT id, key, at, change FROM changes ORDER BY id";
