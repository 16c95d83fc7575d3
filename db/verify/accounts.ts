import { eventKinds } from "../../src/protocol/message";
import type { ChangeRow } from "../accounts/changes";
import { asker, type Key, rows, type Stores, told as message } from "./stores";

// Who is where: rooms with the members they count, and a system message for each change that is told.

// A running server follows each change within half a second; ten times that is no longer on its way.
const ON_ITS_WAY_MS = 5000;
const LOOK_AGAIN_MS = 50;

type Room = { id: string; kind: string; ownerId: string | null; memberCount: number };
type Counted = { members: number; owners: number; ownerRole: string | null };

/** A line for each break; returns how many rooms there are. */
export function* rooms(stores: Stores): Generator<string, number> {
  const countedIn = asker<Counted>(stores.before, counted);
  let count = 0;
  for (const room of rows<Room>(stores.before, all)) {
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

/** A 1:1 has its two for good, and a pair has one. */
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

/** Nobody came in after what has not been said yet. */
export function* places({ before, history }: Stores): Generator<string> {
  const headOf = asker<{ head: number }>(history, head);
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

/** Each change that is told in its room has been told there. One that is new may have its message still on its way. */
export async function* changes(stores: Stores): AsyncGenerator<string> {
  let young: Told[] = [];
  for (const told of untold(stores)) {
    if (stores.openedAt - told.at > ON_ITS_WAY_MS) yield line(told);
    else young.push(told);
  }
  const deadline = Date.now() + ON_ITS_WAY_MS;
  while ((young = await stores.untoldNow(young)).length > 0 && Date.now() < deadline)
    await Bun.sleep(LOOK_AGAIN_MS);
  yield* young.map(line);
}

type Told = Key & { id: number; at: number; kind: string };

function* untold({ before, history }: Stores): Generator<Told> {
  const isTold = asker(history, message);
  for (const { change, ...row } of rows<Omit<ChangeRow, "change"> & { change: string }>(before, recorded)) {
    const what: ChangeRow["change"] = JSON.parse(change);
    if (!("byId" in what) || what.quiet || !eventKinds.some((kind) => kind === what.kind)) continue;
    const told = { ...row, kind: what.kind, room: what.roomId, by: what.byId };
    if (!isTold(keyOf(told))) yield told;
  }
}

const keyOf = ({ room, by, key }: Told) => ({ room, by, key });
const line = ({ id, kind, room, by }: Told) =>
  `room ${room}: change ${id} (${kind}, by ${by}) has no system message`;

const recorded = "SELECT id, key, at, change FROM changes ORDER BY id";
