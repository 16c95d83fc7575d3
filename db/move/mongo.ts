import { collectionsIn, cursorIdOf } from "../history/mongo/collections";
import { Link } from "../history/mongo/link";
import { Messages } from "../history/mongo/messages";
import { type Cursor, type End, inParts } from "./end";

const PART = 1000;

/** The history in a database of MongoDB. Nobody can tell whether a server is using it. */
export async function open(url: string): Promise<End> {
  const link = await Link.open(url);
  const { messages: all, cursors: places } = await collectionsIn(link.db);
  const messages = new Messages(link, all);

  async function putCursors(cursors: Parameters<End["putCursors"]>[0]): Promise<void> {
    await places.deleteMany({});
    for await (const part of inParts(cursors, PART))
      await places.insertMany(part.map((one) => ({ _id: cursorIdOf(one.roomId, one.userId), ...one })));
  }

  return {
    async *rooms() {
      for (let room = await firstBehind(""); room; room = await firstBehind(`${room};`)) yield room;
    },
    page: (roomId, page) => messages.page(roomId, page),
    put: async (part) => {
      const { count } = await messages.insert(part);
      if (count < part.length)
        throw new Error(`Someone else writes to room ${part[0]!.roomId}: stop all servers.`);
    },
    async *cursors(): AsyncGenerator<Cursor> {
      for await (const { roomId, userId, seq, isMarked } of places.find({}, { sort: { _id: 1 } }))
        yield { roomId, userId, seq, isMarked };
    },
    putCursors,
    counts: async () => ({
      messages: await all.countDocuments({}),
      cursors: await places.countDocuments({}),
    }),
    close: () => link.close(),
  };

  async function firstBehind(id: string): Promise<string | undefined> {
    const first = await all.findOne({ _id: { $gt: id } }, { sort: { _id: 1 }, projection: { roomId: 1 } });
    return first?.roomId;
  }
}
