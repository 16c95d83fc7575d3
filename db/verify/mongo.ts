import { Database } from "bun:sqlite";

import { type ChangeDoc, type CursorDoc, idOf, type MessageDoc } from "../history/mongo/collections";
import { MongoLink } from "../history/mongo/link";
import { Messages } from "../history/mongo/messages";
import type { UploadDoc } from "../history/uploads/mongo";
import { inBatches } from "../move/endpoint";
import type { HistorySnapshot, SystemMessageKey } from "./snapshot";

// Rows a transaction.
const PART = 5000;

/**
 * History in MongoDB, copied without the texts to a temporary SQLite file. Cursors are copied first: messages that are stored
 * meanwhile must not leave a cursor above its head.
 */
export async function snapshotOf(url: string): Promise<HistorySnapshot> {
  const link = await MongoLink.open(url);
  const all = link.db.collection<MessageDoc>("messages");
  const messages = new Messages(link, all);
  const isMissing = async ({ room, by, key }: SystemMessageKey) => {
    const found = await messages.findByClientIds(room, [{ authorId: by, clientId: key }]);
    return !found.some(({ kind }) => kind === "system");
  };
  const faults = [...(await missingIndexes(link)), ...(await Array.fromAsync(changeFaults(link)))];
  return {
    history: await copied(link, faults),
    isLocal: false,
    faults,
    stillMissing: async (asked) => {
      const areMissing = await Promise.all(asked.map(isMissing));
      return asked.filter((_, nth) => areMissing[nth]);
    },
    close: () => link.close(),
  };
}

/** Without this index a retried message would be stored twice. */
async function missingIndexes({ db }: MongoLink): Promise<string[]> {
  const all = await db.collection("messages").indexes();
  const isThere = all.some(({ name, unique }) => name === "said" && unique === true);
  return isThere ? [] : ["messages: the unique index `said` is missing"];
}

/** The fields that are derived from others, for the indexes, must agree with them. */
function* faultsOf(doc: MessageDoc): Generator<string> {
  const { _id, roomId, seq, hiddenFrom, hidden, rev, changed, pin, pinned } = doc;
  if (_id !== idOf(roomId, seq)) yield `room ${roomId} seq ${seq}: its _id is ${_id}`;
  if (hidden !== (hiddenFrom && `${hiddenFrom} ${_id}`))
    yield `room ${roomId} seq ${seq}: \`hidden\` does not say whom it is hidden from`;
  if (changed !== (rev && idOf(roomId, rev)))
    yield `room ${roomId} seq ${seq}: \`changed\` does not say its rev, ${rev}`;
  if (pinned !== (pin && _id)) yield `room ${roomId} seq ${seq}: \`pinned\` does not say whether it is`;
}

/** What a change is stored with must agree with the message that carries its rev. */
async function* changeFaults({ db }: MongoLink): AsyncGenerator<string> {
  const changes = db.collection<ChangeDoc>("changes");
  const changed = db
    .collection<MessageDoc>("messages")
    .find({ changed: { $gt: "" } }, { projection: { roomId: 1, seq: 1, rev: 1 } });
  for await (const part of inBatches(changed, PART)) {
    const ids = part.map(({ roomId, rev = 0 }) => idOf(roomId, rev));
    const known = new Map(
      (await changes.find({ _id: { $in: ids } }).toArray()).map(({ _id, seq }) => [_id, seq]),
    );
    for (const { roomId, seq, rev = 0 } of part)
      if (known.get(idOf(roomId, rev)) !== seq)
        yield `room ${roomId} seq ${seq}: no change of it has rev ${rev}`;
  }
}

async function copied({ db }: MongoLink, faults: string[]): Promise<Database> {
  const file = new Database("", { strict: true });
  file.run(tables);
  const cursors = db.collection<CursorDoc>("cursors").find({}, { sort: { _id: 1 } });
  await put(file, cursors, cursorRow);
  const projection = { text: 0, mentions: 0, event: 0, reactions: 0 };
  const messages = db.collection<MessageDoc>("messages").find({}, { sort: { _id: 1 }, projection });
  await put(file, messages, {
    ...messageRow,
    values: (doc) => {
      faults.push(...faultsOf(doc));
      return messageRow.values(doc);
    },
  });
  const held = { projection: { roomId: 1, seq: 1, "attachments.id": 1 } };
  await put(file, db.collection<MessageDoc>("messages").find({ holds: { $gt: "" } }, held), holdsRow);
  await put(file, db.collection<UploadDoc>("uploads").find({}), uploadRow);
  file.run(indexes);
  return file;
}

type RowValues = (string | number | null)[];
type InsertOf<T> = { sql: string; values: (doc: T) => RowValues };

const cursorRow: InsertOf<CursorDoc> = {
  sql: "INSERT INTO cursors VALUES (?, ?, ?)",
  values: ({ roomId, userId, seq }) => [roomId, userId, seq],
};
const messageRow: InsertOf<MessageDoc> = {
  sql: "INSERT INTO messages VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
  values: ({ roomId, seq, ordinal, authorId, clientId, kind, at, replySeq, rev }) => [
    roomId,
    seq,
    ordinal,
    authorId,
    clientId,
    kind,
    at,
    replySeq ?? null,
    rev ?? 0,
  ],
};

/** A row for each file. */
const holdsRow: InsertOf<MessageDoc> = {
  sql: "INSERT INTO holds SELECT value, ?, ? FROM json_each(?)",
  values: ({ roomId, seq, attachments = [] }) => [
    roomId,
    seq,
    JSON.stringify(attachments.map(({ id }) => id)),
  ],
};
const uploadRow: InsertOf<UploadDoc> = {
  sql: "INSERT INTO uploaded VALUES (?, ?, ?, ?, ?)",
  values: ({ _id, spareSince, about: { size, sha256, hasThumbnail } }) => [
    _id,
    size,
    sha256,
    Number(hasThumbnail),
    Number(spareSince === undefined),
  ],
};

const tables = `CREATE TABLE uploaded (id TEXT, size INTEGER, sha256 TEXT, has_thumbnail INTEGER, kept INTEGER);
  CREATE TABLE holds (file TEXT, room TEXT, seq INTEGER);
  CREATE TABLE cursors (room TEXT, user TEXT, seq INTEGER);
  CREATE TABLE messages (room TEXT, seq INTEGER, ordinal INTEGER, author TEXT, client_id TEXT, kind TEXT, at INTEGER, reply_seq INTEGER, rev INTEGER)`;
const indexes = `CREATE INDEX place ON messages (room, seq); CREATE INDEX by_client ON messages (room, client_id, author); CREATE INDEX known ON uploaded (id)`;

async function put<T>(file: Database, docs: AsyncIterable<T>, { sql, values }: InsertOf<T>): Promise<void> {
  const insert = file.query<null, RowValues>(sql);
  const store = file.transaction((part: T[]) => {
    for (const doc of part) insert.run(...values(doc));
  });
  for await (const part of inBatches(docs, PART)) store(part);
}
