import type { Collection, Db } from "mongodb";

import { type Changeable, holds, type neverChanged, type Stored } from "../history";
import { NewerRelease } from "../newer";
import type { UploadDoc } from "../uploads/mongo";
import type { LogCollections, WriterDoc, WritesDoc } from "../written/documents";

/**
 * The documents in MongoDB. The `_id` is room and seq, the seq padded so that ids sort by it: it is the unique index of
 * (room, seq), and a page is one contiguous range of it. Fields that are mostly null or empty are left out.
 */
export type MessageDoc = Omit<Stored, MostlyLeftOut> &
  Partial<Pick<Stored, MostlyLeftOut>> & {
    _id: string;
    /** `hiddenFrom` and the `_id`: a contiguous range of a sparse index for each user and room. */
    hidden?: string;
    /** For each mention, who and the `_id`, for an index like that of `hidden`. */
    mentioned?: string[];
    /** Room and rev, in the form of an `_id`, and the `_id` of a message that is pinned, has files, or links: each for a sparse index. */
    changed?: string;
    pinned?: string;
    holds?: string;
    links?: string;
  };

type MostlyLeftOut =
  | "event"
  | "replySeq"
  | "mentions"
  | "hiddenFrom"
  | "forwardedFrom"
  | "attachments"
  | keyof typeof neverChanged;

/**
 * A change, by room and rev in the form of an `_id`: it is the unique index of (room, rev). `after` is what it makes of its
 * message, until that is applied; `due` is the room until then.
 */
export type ChangeDoc = {
  _id: string;
  roomId: string;
  rev: number;
  seq: number;
  op: string;
  due?: string;
  after?: Changeable;
};

/** Up to which rev a room has changed, at least. */
export type RevDoc = { _id: string; rev: number };

export type CursorDoc = { _id: string; roomId: string; userId: string; seq: number; isMarked: boolean };

export type Collections = LogCollections & {
  messages: Collection<MessageDoc>;
  cursors: Collection<CursorDoc>;
  changes: Collection<ChangeDoc>;
  revs: Collection<RevDoc>;
  epochs: Collection<EpochDoc>;
  uploads: Collection<UploadDoc>;
};

/** The one epoch of these collections: whatever fills another database gives it another. */
export type EpochDoc = { _id: string; epoch: string };

type FormatDoc = { _id: string; version: number };

// Of the documents. A release that knows less does not start.
const VERSION = 2;

/** All machines get the same: the first one to start has stored it. */
export async function epochOf({ epochs }: Collections): Promise<string> {
  const known = () => epochs.findOne({ _id: "epoch" });
  const first = await known();
  if (first) return first.epoch;
  // Of two machines that start at once, one finds that of the other.
  await epochs.insertOne({ _id: "epoch", epoch: crypto.randomUUID() }).catch(() => undefined);
  const stored = await known();
  if (!stored) throw new Error("MongoDB has stored no epoch.");
  return stored.epoch;
}

/** The collections, with their indexes. */
export async function collectionsIn(db: Db): Promise<Collections> {
  await mustBeKnown(db);
  const messages = db.collection<MessageDoc>("messages");
  // An author has read their own message even before the cursor is on a majority.
  const cursors = db.collection<CursorDoc>("cursors", { readConcern: { level: "local" } });
  // clientId before author: our client's ids ascend with time, so that new ones are neighbours in the index.
  // One index at a time: FerretDB 1.24 crashes when asked for two that exist.
  await messages.createIndex({ roomId: 1, clientId: 1, authorId: 1 }, { unique: true, name: "said" });
  await messages.createIndex({ hidden: 1 }, { sparse: true, name: "hidden" });
  await messages.createIndex({ mentioned: 1 }, { sparse: true, name: "mentioned" });
  await messages.createIndex({ "attachments.id": 1 }, { sparse: true, name: "attached" });
  await messages.createIndex({ changed: 1 }, { sparse: true, name: "changed" });
  await messages.createIndex({ holds: 1 }, { sparse: true, name: "holds" });
  await messages.createIndex({ links: 1 }, { sparse: true, name: "links" });
  await messages.createIndex({ pinned: 1 }, { sparse: true, name: "pinned" });
  await cursors.createIndex({ userId: 1 }, { name: "user" });
  await cursors.createIndex({ roomId: 1 }, { name: "room" });
  const changes = db.collection<ChangeDoc>("changes");
  await changes.createIndex({ due: 1 }, { sparse: true, name: "due" });
  const uploads = db.collection<UploadDoc>("uploads");
  await uploads.createIndex({ ownerId: 1 }, { name: "owner" });
  await uploads.createIndex({ spareSince: 1 }, { sparse: true, name: "spare" });
  const [revs, epochs] = [db.collection<RevDoc>("revs"), db.collection<EpochDoc>("epochs")];
  const [writers, writes] = [db.collection<WriterDoc>("writers"), db.collection<WritesDoc>("writes")];
  return { messages, cursors, changes, revs, epochs, uploads, writers, writes };
}

async function mustBeKnown(db: Db): Promise<void> {
  const formats = db.collection<FormatDoc>("formats");
  const raise = () => formats.updateOne({ _id: "history" }, { $max: { version: VERSION } }, { upsert: true });
  const known = await formats.findOne({ _id: "history" });
  if (known && known.version > VERSION) throw new NewerRelease("The history");
  // Of two machines that start at once, one finds the document only when it tries again.
  if (known?.version !== VERSION) await raise().catch(raise);
}

// Room ids contain neither a colon nor a space, and no room will have that many messages.
const DIGITS = 12;
export const idOf = (roomId: string, seq: number): string => `${roomId}:${String(seq).padStart(DIGITS, "0")}`;
export const cursorIdOf = (roomId: string, userId: string): string => `${roomId} ${userId}`;

/** All of a room with a seq above `after` and below `before`. */
export const between = (roomId: string, after = 0, before = Infinity) => ({
  $gt: idOf(roomId, Math.max(0, after)),
  // The character after the colon.
  $lt: before === Infinity ? `${roomId};` : idOf(roomId, Math.max(0, before)),
});

export const hiddenBetween = (userId: string, roomId: string, seqs: { after: number; upTo: number }) => ({
  $gt: `${userId} ${idOf(roomId, seqs.after)}`,
  $lte: `${userId} ${idOf(roomId, seqs.upTo)}`,
});

export const mentionedAfter = (userId: string, roomId: string, after: number) => ({
  $gt: `${userId} ${idOf(roomId, after)}`,
  $lt: `${userId} ${roomId};`,
});

export function toDoc(message: Stored): MessageDoc {
  const { event, replySeq, mentions, attachments, hiddenFrom, forwardedFrom, ...more } = message;
  const { editedAt, deletedAt, reactions, pin, noPreview, rev, ...always } = more;
  const id = idOf(message.roomId, message.seq);
  return {
    _id: id,
    ...always,
    ...(event && { event }),
    ...(replySeq !== null && { replySeq }),
    ...(mentions.length > 0 && { mentions, mentioned: mentions.map((userId) => `${userId} ${id}`) }),
    ...(attachments.length > 0 && { attachments, holds: id }),
    ...(holds.link(message) && { links: id }),
    ...(hiddenFrom !== null && { hiddenFrom, hidden: `${hiddenFrom} ${id}` }),
    ...(forwardedFrom !== null && { forwardedFrom }),
    ...(rev > 0 && { rev, changed: idOf(message.roomId, rev) }),
    ...(editedAt !== null && { editedAt }),
    ...(deletedAt !== null && { deletedAt }),
    ...(reactions.length > 0 && { reactions }),
    ...(pin !== null && { pin, pinned: id }),
    ...(noPreview && { noPreview }),
  };
}

export const toStored = (doc: MessageDoc): Stored => ({
  roomId: doc.roomId,
  seq: doc.seq,
  ordinal: doc.ordinal,
  authorId: doc.authorId,
  clientId: doc.clientId,
  kind: doc.kind,
  text: doc.text,
  event: doc.event ?? null,
  at: doc.at,
  replySeq: doc.replySeq ?? null,
  mentions: doc.mentions ?? [],
  attachments: doc.attachments ?? [],
  hiddenFrom: doc.hiddenFrom ?? null,
  forwardedFrom: doc.forwardedFrom ?? null,
  rev: doc.rev ?? 0,
  editedAt: doc.editedAt ?? null,
  deletedAt: doc.deletedAt ?? null,
  reactions: doc.reactions ?? [],
  pin: doc.pin ?? null,
  noPreview: doc.noPreview ?? false,
});
