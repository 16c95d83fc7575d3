import { type AnyBulkWriteOperation, MongoBulkWriteError } from "mongodb";

import type { Read, Stored } from "../history";
import { type Collections, type CursorDoc, cursorIdOf } from "./collections";
import type { Link } from "./link";

type Write = AnyBulkWriteOperation<CursorDoc>;

/** How far each has read, one document a member and room. Forward only. */
export class Cursors {
  constructor(
    private readonly link: Link,
    private readonly all: Collections["cursors"],
  ) {}

  /** `seq` must not be above the room's head. Answers where each stands now. */
  async read(reads: Read[]): Promise<number[]> {
    if (reads.length === 0) return [];
    await this.write(
      reads.map(({ userId, roomId, seq }) => ({
        updateOne: {
          filter: { _id: cursorIdOf(roomId, userId) },
          update: { $max: { seq }, $set: { isMarked: false }, $setOnInsert: { roomId, userId } },
          upsert: true,
        },
      })),
    );
    const ids = reads.map(({ roomId, userId }) => cursorIdOf(roomId, userId));
    const docs = await this.link.ask(() => this.all.find({ _id: { $in: ids } }).toArray());
    const stands = new Map(docs.map(({ _id, seq }) => [_id, seq]));
    return ids.map((id) => stands.get(id) ?? 0);
  }

  /** Who speaks has read until there. Who has read beyond it since, or was there as the mark was set, keeps that. */
  async spoke(messages: Stored[]): Promise<void> {
    const newest = new Map<string, Stored>();
    for (const message of messages)
      if (message.kind !== "system") newest.set(cursorIdOf(message.roomId, message.authorId), message);
    if (newest.size === 0) return;
    const writes = [...newest].map(([_id, { roomId, authorId: userId, seq }]): Write => ({
      updateOne: {
        filter: { _id, seq: { $lt: seq } },
        update: { $set: { seq, isMarked: false }, $setOnInsert: { roomId, userId } },
        // Where one is there that is not below it, the `_id` is taken: that is what is meant to happen.
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

  /** By room. */
  async of(userId: string): Promise<Map<string, CursorDoc>> {
    const docs = await this.link.ask(() => this.all.find({ userId }).toArray());
    return new Map(docs.map((doc) => [doc.roomId, doc]));
  }

  /** Two that would both be the first of a member find the `_id` taken, one of them: once more, and it is there. */
  private async write(writes: Write[], writeConcern?: { w: 1; journal: false }): Promise<void> {
    const options = { ordered: false, ...(writeConcern && { writeConcern }) };
    const refused = await this.link.ask(() => this.all.bulkWrite(writes, options).then(() => [], takenIn));
    if (refused.length === 0) return;
    const again = refused.map((nth) => withoutUpsert(writes[nth]!));
    await this.link.ask(() => this.all.bulkWrite(again, options));
  }
}

function takenIn(error: unknown): number[] {
  if (!(error instanceof MongoBulkWriteError) || error.code !== 11000) throw error;
  return [error.writeErrors].flat().map(({ index }) => index);
}

const withoutUpsert = (write: Write): Write =>
  "updateOne" in write ? { updateOne: { ...write.updateOne, upsert: false } } : write;
