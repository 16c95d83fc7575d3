import { type AnyBulkWriteOperation, MongoBulkWriteError } from "mongodb";

import type { CursorMove, Stored } from "../history";
import { type Collections, type CursorDoc, cursorIdOf } from "./collections";
import type { MongoLink } from "./link";

type CursorWrite = AnyBulkWriteOperation<CursorDoc>;

/** How far each user has read, one document a user and room. Cursors only move forward. */
export class Cursors {
  constructor(
    private readonly link: MongoLink,
    private readonly all: Collections["cursors"],
  ) {}

  /** `seq` must not be above the room's head. Returns where each cursor is now. */
  async move(moves: CursorMove[]): Promise<number[]> {
    if (moves.length === 0) return [];
    await this.write(
      moves.map(({ userId, roomId, seq }) => ({
        updateOne: {
          filter: { _id: cursorIdOf(roomId, userId) },
          update: { $max: { seq }, $set: { isMarked: false }, $setOnInsert: { roomId, userId } },
          upsert: true,
        },
      })),
    );
    const ids = moves.map(({ roomId, userId }) => cursorIdOf(roomId, userId));
    const docs = await this.link.ask(() => this.all.find({ _id: { $in: ids } }).toArray());
    const seqs = new Map(docs.map(({ _id, seq }) => [_id, seq]));
    return ids.map((id) => seqs.get(id) ?? 0);
  }

  /** Moves the authors' cursors to their messages. A cursor that is further, or was there when the mark was set, stays. */
  async moveAuthors(messages: Stored[]): Promise<void> {
    const newest = new Map<string, Stored>();
    for (const message of messages)
      if (message.kind !== "system") newest.set(cursorIdOf(message.roomId, message.authorId), message);
    if (newest.size === 0) return;
    const writes = [...newest].map(([_id, { roomId, authorId: userId, seq }]): CursorWrite => ({
      updateOne: {
        filter: { _id, seq: { $lt: seq } },
        update: { $set: { seq, isMarked: false }, $setOnInsert: { roomId, userId } },
        // If the cursor is already further, the filter misses and the upsert fails on the `_id`, as intended.
        upsert: true,
      },
    }));
    await this.write(writes, { w: 1, journal: false });
  }

  async mark(userId: string, roomId: string, isMarked: boolean): Promise<void> {
    const filter = { _id: cursorIdOf(roomId, userId) };
    const update = { $set: { isMarked }, $setOnInsert: { roomId, userId, seq: 0 } };
    await this.write([{ updateOne: { filter, update, upsert: true } }]);
  }

  async in(roomId: string): Promise<Map<string, number>> {
    const docs = await this.link.ask(() => this.all.find({ roomId }).toArray());
    return new Map(docs.map(({ userId, seq }) => [userId, seq]));
  }

  /** One user's cursors, by room. */
  async of(userId: string): Promise<Map<string, CursorDoc>> {
    const docs = await this.link.ask(() => this.all.find({ userId }).toArray());
    return new Map(docs.map((doc) => [doc.roomId, doc]));
  }

  /** Of two concurrent upserts of a new cursor one fails on the `_id`; tried again, it finds the document. */
  private async write(writes: CursorWrite[], writeConcern?: { w: 1; journal: false }): Promise<void> {
    const options = { ordered: false, ...(writeConcern && { writeConcern }) };
    const duplicates = await this.link.ask(() =>
      this.all.bulkWrite(writes, options).then(() => [], duplicatesIn),
    );
    if (duplicates.length === 0) return;
    const again = duplicates.map((nth) => withoutUpsert(writes[nth]!));
    await this.link.ask(() => this.all.bulkWrite(again, options));
  }
}

function duplicatesIn(error: unknown): number[] {
  if (!(error instanceof MongoBulkWriteError) || error.code !== 11000) throw error;
  return [error.writeErrors].flat().map(({ index }) => index);
}

const withoutUpsert = (write: CursorWrite): CursorWrite =>
  "updateOne" in write ? { updateOne: { ...write.updateOne, upsert: false } } : write;
