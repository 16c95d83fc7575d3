import type { Collection, Db } from "mongodb";

import type { Stored } from "../history";

/**
 * What lies in MongoDB. The `_id` says room and seq with as many digits each, so that it sorts as they do: it is the
 * unique index of (room, seq), and a page is one run of it. What is null or empty for most is left out.
 */
export type MessageDoc = Omit<
  Stored,
  "event" | "replySeq" | "mentions" | "hiddenFrom" | "editedAt" | "deletedAt"
> &
  Partial<Pick<Stored, "event" | "replySeq" | "mentions" | "hiddenFrom" | "editedAt" | "deletedAt">> & {
    _id: string;
    /** Whom it is hidden from, and its `_id`: one run of a sparse index for each user and room. */
    hidden?: string;
  };

export type CursorDoc = { _id: string; roomId: string; userId: string; seq: number; isMarked: boolean };

export type Collections = { messages: Collection<MessageDoc>; cursors: Collection<CursorDoc> };

/** Both, with their indexes. */
export async function collectionsIn(db: Db): Promise<Collections> {
  const messages = db.collection<MessageDoc>("messages");
  // Who has just spoken has read it, also while that is on no majority yet.
  const cursors = db.collection<CursorDoc>("cursors", { readConcern: { level: "local" } });
  // By clientId before author: those of our own client ascend with time, and come to lie side by side.
  // One index at a time: asked for two that are there already, FerretDB 1.24 falls.
  await messages.createIndex({ roomId: 1, clientId: 1, authorId: 1 }, { unique: true, name: "said" });
  await messages.createIndex({ hidden: 1 }, { sparse: true, name: "hidden" });
  await cursors.createIndex({ userId: 1 }, { name: "user" });
  await cursors.createIndex({ roomId: 1 }, { name: "room" });
  return { messages, cursors };
}

// Room ids hold neither a colon nor a blank, and no room will see so many messages.
const DIGITS = 12;
export const idOf = (roomId: string, seq: number): string => `${roomId}:${String(seq).padStart(DIGITS, "0")}`;
export const cursorIdOf = (roomId: string, userId: string): string => `${roomId} ${userId}`;

/** All of a room with a seq above `after` and below `before`. */
export const between = (roomId: string, after = 0, before = Infinity) => ({
  $gt: idOf(roomId, Math.max(0, after)),
  // The sign behind the colon.
  $lt: before === Infinity ? `${roomId};` : idOf(roomId, Math.max(0, before)),
});

export const hiddenBetween = (userId: string, roomId: string, seqs: { after: number; upTo: number }) => ({
  $gt: `${userId} ${idOf(roomId, seqs.after)}`,
  $lte: `${userId} ${idOf(roomId, seqs.upTo)}`,
});

export function toDoc(message: Stored): MessageDoc {
  const { event, replySeq, mentions, hiddenFrom, editedAt, deletedAt, ...always } = message;
  const id = idOf(message.roomId, message.seq);
  return {
    _id: id,
    ...always,
    ...(event && { event }),
    ...(replySeq !== null && { replySeq }),
    ...(mentions.length > 0 && { mentions }),
    ...(hiddenFrom !== null && { hiddenFrom, hidden: `${hiddenFrom} ${id}` }),
    ...(editedAt !== null && { editedAt }),
    ...(deletedAt !== null && { deletedAt }),
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
  hiddenFrom: doc.hiddenFrom ?? null,
  editedAt: doc.editedAt ?? null,
  deletedAt: doc.deletedAt ?? null,
});
