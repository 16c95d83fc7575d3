import type { Stored } from "../history/history";
import { collectionsIn, cursorIdOf, idOf } from "../history/mongo/collections";
import { MongoLink } from "../history/mongo/link";
import { Messages } from "../history/mongo/messages";
import type { UploadDoc } from "../history/uploads/mongo";
import { retried } from "../retry";
import { type Cursor, type Endpoint, inBatches, type MovedUpload } from "./endpoint";

const PART = 1000;

/** The history in a MongoDB. Whether a server is using it cannot be known. */
export async function open(url: string): Promise<Endpoint> {
  const link = await MongoLink.open(url);
  const { messages: all, cursors: places, changes, revs, uploads } = await collectionsIn(link.db);
  const messages = new Messages(link, all);

  async function putCursors(cursors: Parameters<Endpoint["putCursors"]>[0]): Promise<void> {
    await places.deleteMany({});
    for await (const part of inBatches(cursors, PART))
      await places.insertMany(part.map((one) => ({ _id: cursorIdOf(one.roomId, one.userId), ...one })));
  }

  /** So that the next change gets the rev after them. */
  async function putChanges(part: Stored[]): Promise<void> {
    const changed = part.filter(({ rev }) => rev > 0);
    if (changed.length === 0) return;
    const { roomId } = changed[0]!;
    const docs = changed.map(({ seq, rev }) => ({ _id: idOf(roomId, rev), roomId, rev, seq, op: "moved" }));
    await changes.bulkWrite(
      docs.map(({ _id, ...fields }) => ({
        updateOne: { filter: { _id }, update: { $set: fields }, upsert: true },
      })),
    );
    const rev = Math.max(...changed.map((message) => message.rev));
    await revs.updateOne({ _id: roomId }, { $max: { rev } }, { upsert: true });
  }

  return {
    async *rooms() {
      for (let room = await firstBehind(""); room; room = await firstBehind(`${room};`)) yield room;
    },
    page: (roomId, page) => retried(() => messages.page(roomId, page)),
    put: async (part) => {
      // First: a move that was interrupted goes on behind its last message.
      await putChanges(part);
      const { count } = await messages.insert(part);
      if (count < part.length)
        throw new Error(`Someone else writes to room ${part[0]!.roomId}: stop all servers.`);
    },
    async *cursors(): AsyncGenerator<Cursor> {
      for (let last = ""; ;) {
        const part = await cursorsBehind(last);
        for (const { roomId, userId, seq, isMarked } of part) yield { roomId, userId, seq, isMarked };
        if (part.length < PART) return;
        last = cursorIdOf(part.at(-1)!.roomId, part.at(-1)!.userId);
      }
    },
    putCursors,
    async *uploads(): AsyncGenerator<MovedUpload> {
      for (let last = ""; ;) {
        const part = await uploadsBehind(last);
        for (const { about, spareSince } of part) yield { upload: about, isKept: spareSince === undefined };
        if (part.length < PART) return;
        last = part.at(-1)!.about.id;
      }
    },
    async putUploads(moved) {
      await uploads.deleteMany({});
      for await (const part of inBatches(moved, PART)) await uploads.insertMany(part.map(uploadDoc));
    },
    counts: async () => ({
      messages: await all.countDocuments({}),
      cursors: await places.countDocuments({}),
      uploads: await uploads.countDocuments({}),
    }),
    close: () => link.close(),
  };

  async function firstBehind(id: string): Promise<string | undefined> {
    const only = { sort: { _id: 1 }, projection: { roomId: 1 } } as const;
    return (await ask(() => all.findOne({ _id: { $gt: id } }, only)))?.roomId;
  }

  function cursorsBehind(id: string) {
    return ask(() => places.find({ _id: { $gt: id } }, { sort: { _id: 1 }, limit: PART }).toArray());
  }

  function uploadsBehind(id: string) {
    return ask(() => uploads.find({ _id: { $gt: id } }, { sort: { _id: 1 }, limit: PART }).toArray());
  }

  function ask<T>(work: () => Promise<T>): Promise<T> {
    return retried(() => link.ask(work));
  }
}

function uploadDoc({ upload: about, isKept }: MovedUpload): UploadDoc {
  const { id: _id, ownerId, size, at } = about;
  return { _id, ownerId, size, ...(!isKept && { spareSince: at }), about };
}
