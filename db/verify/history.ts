import { asker, rows, type Stores } from "./stores";

// What was said: in each room from 1 on, without hole or repeat, by people that there are.

type Row = {
  room: string;
  seq: number;
  ordinal: number;
  author: string;
  kind: string;
  at: number;
  reply: number | null;
};

const nothing: Row = { room: "", seq: 0, ordinal: 0, author: "", kind: "", at: 0, reply: null };

// Names that were looked up already: most messages are by few people.
const KEPT_NAMES = 10_000;

/** A line for each break; returns how many messages there are. */
export function* messages(stores: Stores): Generator<string, number> {
  const pointersOf = pointing(stores);
  let count = 0;
  let last = nothing;
  for (const row of rows<Row>(stores.history, walk)) {
    count++;
    yield* against(row.room === last.room ? last : nothing, row);
    yield* pointersOf(row);
    last = row;
  }
  yield* repeats(stores);
  return count;
}

const walk =
  "SELECT room, seq, ordinal, author, kind, at, reply_seq AS reply FROM messages ORDER BY room, seq";
const name = ({ room, seq }: { room: string; seq: number }) => `room ${room} seq ${seq}`;

/** What must hold between a message and the one before it. After a break the walk goes on from what it found. */
function* against(last: Row, row: Row): Generator<string> {
  const missing = row.seq - last.seq - 1;
  if (missing < 0) yield `${name(row)}: it is there more than once`;
  if (missing > 0)
    yield `room ${row.room} seq ${last.seq + 1}${missing > 1 ? ` to ${row.seq - 1}` : ""}: missing`;
  if (row.at < last.at) yield `${name(row)}: its time falls from ${last.at} to ${row.at}`;
  const least = last.ordinal + (row.kind === "system" ? 0 : 1);
  // How many of the missing ones counted cannot be told.
  const most = least + Math.max(missing, 0);
  if (missing >= 0 && (row.ordinal < least || row.ordinal > most))
    yield `${name(row)}: its ordinal is ${row.ordinal}, not ${least}${most > least ? ` to ${most}` : ""}`;
}

/** Whom and what a message names must be there. */
function pointing({ history, after }: Stores): (row: Row) => Generator<string> {
  const isUser = asker(after, "SELECT 1 FROM users WHERE id = $author");
  const isThere = asker(history, "SELECT 1 FROM messages WHERE room = $room AND seq = $reply");
  const known = new Set<string>();
  return function* (row) {
    const { room, seq, author, reply } = row;
    if (!known.has(author) && !isUser({ author })) yield `${name(row)}: its author ${author} is no user`;
    else if (known.size < KEPT_NAMES) known.add(author);
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

/** Rooms that history speaks of and accounts do not know. */
export function* orphans({ history, after }: Stores): Generator<string> {
  const isRoom = asker(after, "SELECT 1 FROM rooms WHERE id = $room");
  for (const { room, first, last } of rows<{ room: string; first: number; last: number }>(history, spoken)) {
    if (!isRoom({ room }))
      yield `room ${room} seq ${first} to ${last}: messages in a room that does not exist`;
  }
}

const spoken = "SELECT room, min(seq) AS first, max(seq) AS last FROM messages GROUP BY room";

/** Who has left keeps a cursor; who never was cannot have one. */
export function* cursors({ history, after }: Stores): Generator<string> {
  const isRoom = asker(after, "SELECT 1 FROM rooms WHERE id = $room");
  const isUser = asker(after, "SELECT 1 FROM users WHERE id = $user");
  const headOf = asker<{ head: number }>(history, head);
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
