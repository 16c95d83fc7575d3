import { lookup, rows } from "./snapshot";
import type { Stores } from "./stores";

// Checks messages and cursors: in each room seqs from 1 on, without gap or repeat, by users that exist.

type WalkedMessage = {
  room: string;
  seq: number;
  ordinal: number;
  author: string;
  kind: string;
  at: number;
  reply: number | null;
};

const beforeFirst: WalkedMessage = { room: "", seq: 0, ordinal: 0, author: "", kind: "", at: 0, reply: null };

// Users that were found: most messages are by few people.
const MAX_KNOWN_USERS = 10_000;

/** A line for each break; returns how many messages there are. */
export function* messages(stores: Stores): Generator<string, number> {
  const danglingIn = danglingReferences(stores);
  let count = 0;
  let last = beforeFirst;
  for (const row of rows<WalkedMessage>(stores.history, walk)) {
    count++;
    yield* breaksBetween(row.room === last.room ? last : beforeFirst, row);
    yield* danglingIn(row);
    last = row;
  }
  yield* repeats(stores);
  yield* sharedRevs(stores);
  return count;
}

const walk =
  "SELECT room, seq, ordinal, author, kind, at, reply_seq AS reply FROM messages ORDER BY room, seq";
const name = ({ room, seq }: { room: string; seq: number }) => `room ${room} seq ${seq}`;

/** What must hold between a message and the one before it. */
function* breaksBetween(last: WalkedMessage, row: WalkedMessage): Generator<string> {
  const missing = row.seq - last.seq - 1;
  if (missing < 0) yield `${name(row)}: it is there more than once`;
  if (missing > 0)
    yield `room ${row.room} seq ${last.seq + 1}${missing > 1 ? ` to ${row.seq - 1}` : ""}: missing`;
  if (row.at < last.at) yield `${name(row)}: its time falls from ${last.at} to ${row.at}`;
  const least = last.ordinal + (row.kind === "system" ? 0 : 1);
  // Any number of the missing messages may have counted.
  const most = least + Math.max(missing, 0);
  if (missing >= 0 && (row.ordinal < least || row.ordinal > most))
    yield `${name(row)}: its ordinal is ${row.ordinal}, not ${least}${most > least ? ` to ${most}` : ""}`;
}

/** The author of a message, and the message that it answers, must exist. */
function danglingReferences({ history, after }: Stores): (row: WalkedMessage) => Generator<string> {
  const isUser = lookup(after, "SELECT 1 FROM users WHERE id = $author");
  const isThere = lookup(history, "SELECT 1 FROM messages WHERE room = $room AND seq = $reply");
  const known = new Set<string>();
  return function* (row) {
    const { room, seq, author, reply } = row;
    if (!known.has(author) && !isUser({ author })) yield `${name(row)}: its author ${author} is no user`;
    else if (known.size < MAX_KNOWN_USERS) known.add(author);
    if (reply !== null && (reply >= seq || !isThere({ room, reply })))
      yield `${name(row)}: it answers seq ${reply}, which is not there`;
  };
}

function* repeats({ history }: Stores): Generator<string> {
  type Repeat = { room: string; author: string; clientId: string; seqs: string };
  for (const { room, author, clientId, seqs } of rows<Repeat>(history, repeated))
    yield `room ${room} seq ${seqs}: stored more than once, as ${clientId} by ${author}`;
}

const repeated = `SELECT room, author, client_id AS clientId, group_concat(seq, ', ' ORDER BY seq) AS seqs FROM messages
  GROUP BY room, author, client_id HAVING count(*) > 1`;

/** Each change of a room has a rev of its own, and a message has that of its latest. */
function* sharedRevs({ history }: Stores): Generator<string> {
  for (const { room, rev, seqs } of rows<{ room: string; rev: number; seqs: string }>(history, shared))
    yield `room ${room} rev ${rev}: the latest of more than one message, seq ${seqs}`;
}

const shared = `SELECT room, rev, group_concat(seq, ', ' ORDER BY seq) AS seqs FROM messages WHERE rev > 0
  GROUP BY room, rev HAVING count(DISTINCT seq) > 1`;

/** Messages whose room is not in accounts. */
export function* orphans({ history, after }: Stores): Generator<string> {
  const isRoom = lookup(after, "SELECT 1 FROM rooms WHERE id = $room");
  for (const { room, first, last } of rows<{ room: string; first: number; last: number }>(history, byRoom)) {
    if (!isRoom({ room }))
      yield `room ${room} seq ${first} to ${last}: messages in a room that does not exist`;
  }
}

const byRoom = "SELECT room, min(seq) AS first, max(seq) AS last FROM messages GROUP BY room";

/** The cursor of a former member stays; that of a user or room that never existed is an error. */
export function* cursors({ history, after }: Stores): Generator<string> {
  const isRoom = lookup(after, "SELECT 1 FROM rooms WHERE id = $room");
  const isUser = lookup(after, "SELECT 1 FROM users WHERE id = $user");
  const headOf = lookup<{ head: number }>(history, head);
  for (const { room, user, seq } of rows<{ room: string; user: string; seq: number }>(history, read)) {
    const cursor = `room ${room} seq ${seq}: the cursor of ${user}`;
    if (!isRoom({ room })) yield `${cursor} is in a room that does not exist`;
    if (!isUser({ user })) yield `${cursor} is of no user`;
    const top = headOf({ room })?.head ?? 0;
    if (seq > top) yield `${cursor} is above the head ${top}`;
  }
}

const read = "SELECT room, user, seq FROM cursors ORDER BY room, user";
const head = "SELECT coalesce(max(seq), 0) AS head FROM messages WHERE room = $room";
