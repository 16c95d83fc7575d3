import { Database } from "bun:sqlite";

import { type CursorDoc, idOf, type MessageDoc } from "../history/mongo/collections";
import { Link } from "../history/mongo/link";
import { Messages } from "../history/mongo/messages";
import { inParts } from "../move/endpoint";
import type { Key, Said } from "./stores";

// As many rows a transaction.
const PART = 5000;

/**
 * History in MongoDB, copied to a passing file without what was said, and asked there as any other. Cursors first: while
 * it is copied more is said, and no cursor may seem to be above what was.
 */
export async function said(url: string): Promise<Said> {
  const link = await Link.open(url);
  const all = link.db.collection<MessageDoc>("messages");
  const messages = new Messages(link, all);
  const isUntold = async ({ room, by, key }: Key) => {
    const found = await messages.saidAmong(room, [{ authorId: by, clientId: key }]);
    return !found.some(({ kind }) => kind === "system");
  };
  const odd = await missingIndexes(link);
  return {
    history: await copied(link, odd),
    isHere: false,
    odd,
    untoldNow: async (asked) => {
      const isLeft = await Promise.all(asked.map(isUntold));
      return asked.filter((_, nth) => isLeft[nth]);
    },
    close: () => link.close(),
  };
}

/** Without it, what is said twice is stored twice. */
async function missingIndexes({ db }: Link): Promise<string[]> {
  const all = await db.collection("messages").indexes();
  const isThere = all.some(({ name, unique }) => name === "said" && unique === true);
  return isThere ? [] : ["messages: the unique index `said` is missing"];
}

/** A message is found, and kept from being there twice, by its `_id`; and what is hidden from someone by `hidden`. */
function* oddIn({ _id, roomId, seq, hiddenFrom, hidden }: MessageDoc): Generator<string> {
  if (_id !== idOf(roomId, seq)) yield `room ${roomId} seq ${seq}: its _id is ${_id}`;
  if (hidden !== (hiddenFrom && `${hiddenFrom} ${_id}`))
    yield `room ${roomId} seq ${seq}: \`hidden\` does not say whom it is hidden from`;
}

async function copied({ db }: Link, odd: string[]): Promise<Database> {
  const file = new Database("", { strict: true });
  file.run(tables);
  const cursors = db.collection<CursorDoc>("cursors").find({}, { sort: { _id: 1 } });
  await put(file, cursors, cursorRow);
  const projection = { text: 0, mentions: 0, event: 0 };
  const messages = db.collection<MessageDoc>("messages").find({}, { sort: { _id: 1 }, projection });
  await put(file, messages, {
    ...messageRow,
    values: (doc) => {
      odd.push(...oddIn(doc));
      return messageRow.values(doc);
    },
  });
  file.run(indexes);
  return file;
}

type Values = (string | number | null)[];
type Row<T> = { sql: string; values: (doc: T) => Values };

const cursorRow: Row<CursorDoc> = {
  sql: "INSERT INTO cursors VALUES (?, ?, ?)",
  values: ({ roomId, userId, seq }) => [roomId, userId, seq],
};
const messageRow: Row<MessageDoc> = {
  sql: "INSERT INTO messages VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
  values: ({ roomId, seq, ordinal, authorId, clientId, kind, at, replySeq }) => [
    roomId,
    seq,
    ordinal,
    authorId,
    clientId,
    kind,
    at,
    replySeq ?? null,
  ],
};

const tables = `CREATE TABLE cursors (room TEXT, user TEXT, seq INTEGER);
  CREATE TABLE messages (room TEXT, seq INTEGER, ordinal INTEGER, author TEXT, client_id TEXT, kind TEXT, at INTEGER, reply_seq INTEGER)`;
const indexes = `CREATE INDEX place ON messages (room, seq); CREATE INDEX said ON messages (room, client_id, author)`;

async function put<T>(file: Database, docs: AsyncIterable<T>, rowFor: Row<T>): Promise<void> {
  const insert = file.query<null, Values>(rowFor.sql);
  const store = file.transaction((part: T[]) => {
    for (const doc of part) insert.run(...rowFor.values(doc));
  });
  for await (const part of inParts(docs, PART)) store(part);
}
