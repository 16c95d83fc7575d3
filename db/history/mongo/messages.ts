import { MongoBulkWriteError } from "mongodb";

import { EVERYONE, mentionsMe } from "../../../src/protocol/mentions";
import {
  type HavingPage,
  type HeldKind,
  type MentioningQuery,
  type MentionPlace,
  type MentionQuery,
  newestPlaceFirst,
  type NewMessage,
  type PageQuery,
  type Stored,
} from "../history";
import { emptyRoom, type RoomHead } from "../placing";
import {
  between,
  type Collections,
  idOf,
  mentionedAfter,
  type MessageDoc,
  toDoc,
  toStored,
} from "./collections";
import type { MongoLink } from "./link";
import { coalesced } from "./numbering/coalesce";
import { AT_ONCE, type Inserted, type MessageStore } from "./numbering/numbering";

/** The queries for messages. Each reads one contiguous range of an index. */
export class Messages implements MessageStore {
  constructor(
    private readonly link: MongoLink,
    private readonly all: Collections["messages"],
  ) {}

  /** Also of many rooms at once. */
  readonly insert = coalesced((messages) => this.insertAll(messages), AT_ONCE);

  private insertAll(messages: Stored[]): Promise<Inserted> {
    const docs = messages.map(toDoc);
    return this.link.ask(() => untilTaken(docs.length, () => this.all.insertMany(docs, { ordered: true })));
  }

  async last(roomId: string): Promise<RoomHead> {
    const fields = { seq: 1, ordinal: 1, at: 1, _id: 0 };
    const last = await this.link.ask(() =>
      this.all.findOne({ _id: between(roomId) }, { sort: { _id: -1 }, projection: fields }),
    );
    return last ?? emptyRoom;
  }

  async findByClientIds(
    roomId: string,
    keys: Pick<NewMessage, "authorId" | "clientId">[],
  ): Promise<Stored[]> {
    const clientId = { $in: [...new Set(keys.map((key) => key.clientId))] };
    const authorId = { $in: [...new Set(keys.map((key) => key.authorId))] };
    return (await this.docs({ roomId, clientId, authorId })).map(toStored);
  }

  async find(roomId: string, seqs: number[]): Promise<Stored[]> {
    if (seqs.length === 0) return [];
    const docs = await this.docs({ _id: { $in: [...new Set(seqs)].map((seq) => idOf(roomId, seq)) } });
    return docs.map(toStored).sort((a, b) => a.seq - b.seq);
  }

  async page(roomId: string, { before, after, limit }: PageQuery): Promise<Stored[]> {
    // MongoDB takes 0 for no limit.
    if (limit === 0) return [];
    const order = after === undefined ? (-1 as const) : (1 as const);
    const range = after === undefined ? between(roomId, 0, before) : between(roomId, after);
    const docs = await this.link.ask(() =>
      this.all.find({ _id: range }, { sort: { _id: order }, limit, batchSize: limit + 1 }).toArray(),
    );
    return (order === 1 ? docs : docs.reverse()).map(toStored);
  }

  /** The first (1) or last (-1) message after a seq that is not hidden from the user. */
  findVisible(
    userId: string,
    roomId: string,
    range: { after: number; order: 1 | -1 },
  ): Promise<MessageDoc | null> {
    const { after, order } = range;
    return this.link.ask(() =>
      this.all.findOne(
        { _id: between(roomId, after), hiddenFrom: { $ne: userId } },
        { sort: { _id: order } },
      ),
    );
  }

  /** The seq of the newest that mentions the user, by room. Reads all that mention them there. */
  async mentions(userId: string, asked: MentionQuery): Promise<Map<string, number>> {
    const found = new Map<string, number>();
    for (const { roomId, seq } of await this.placesMentioning(userId, asked))
      if (seq > (found.get(roomId) ?? 0)) found.set(roomId, seq);
    return found;
  }

  /** Reads the places of all that mention them there, and then the newest. */
  async mentioning(userId: string, { rooms, exceptBy, before, limit }: MentioningQuery): Promise<Stored[]> {
    const places = (await this.placesMentioning(userId, { rooms, exceptBy }))
      .filter((place) => !before || newestPlaceFirst(before, place) < 0)
      .sort(newestPlaceFirst)
      .slice(0, limit);
    if (places.length === 0) return [];
    const docs = await this.docs({ _id: { $in: places.map(({ roomId, seq }) => idOf(roomId, seq)) } });
    return docs.map(toStored).sort(newestPlaceFirst);
  }

  private async placesMentioning(
    userId: string,
    { rooms, exceptBy }: MentionQuery,
  ): Promise<(MentionPlace & { mentions?: string[] })[]> {
    if (rooms.length === 0) return [];
    const ranges = rooms.flatMap(({ roomId, after }) =>
      [userId, EVERYONE].map((who) => ({ mentioned: { $elemMatch: mentionedAfter(who, roomId, after) } })),
    );
    const filter = { $or: ranges, hiddenFrom: { $ne: userId }, authorId: { $nin: exceptBy } };
    const projection = { roomId: 1, seq: 1, at: 1, mentions: 1, _id: 0 };
    const docs = await this.link.ask(() => this.all.find(filter, { projection }).toArray());
    // FerretDB 1.24 compares with each bound alone, and answers more than was asked for.
    const afters = new Map(rooms.map(({ roomId, after }) => [roomId, after]));
    return docs.filter(
      ({ roomId, seq, mentions = [] }) =>
        seq > (afters.get(roomId) ?? Infinity) && mentionsMe({ mentions }, userId),
    );
  }

  async holders(fileId: string): Promise<{ roomId: string; seq: number }[]> {
    const projection = { roomId: 1, seq: 1, _id: 0 };
    const held = { "attachments.id": fileId };
    const docs = await this.link.ask(() => this.all.find(held, { projection, sort: { _id: 1 } }).toArray());
    return docs.map(({ roomId, seq }) => ({ roomId, seq }));
  }

  async having(roomId: string, { kind, before, limit }: HavingPage): Promise<Stored[]> {
    const field = fields[kind];
    const range = { [field]: between(roomId, 0, before) };
    const docs = await this.link.ask(() => this.all.find(range, { sort: { [field]: -1 }, limit }).toArray());
    return docs.map(toStored);
  }

  private docs(filter: Parameters<Collections["messages"]["find"]>[0]): Promise<MessageDoc[]> {
    return this.link.ask(() => this.all.find(filter).toArray());
  }
}

const fields: Record<HeldKind, "holds" | "links"> = { file: "holds", link: "links" };

/** An ordered insert of `count` documents, which a unique index may stop. */
export async function untilTaken(count: number, insert: () => Promise<unknown>): Promise<Inserted> {
  try {
    await insert();
    return { count, isStopped: false };
  } catch (error) {
    if (!isDuplicate(error)) throw error;
    return { count: error.insertedCount, isStopped: true };
  }
}

/** One of the unique indexes has stopped the insert, and what it wrote before is on a majority. */
const isDuplicate = (error: unknown): error is MongoBulkWriteError =>
  error instanceof MongoBulkWriteError &&
  error.code === 11000 &&
  error.result.getWriteConcernError() === undefined;
