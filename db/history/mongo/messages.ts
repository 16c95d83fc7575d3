import { MongoBulkWriteError } from "mongodb";

import type { Entry, Page, Stored } from "../history";
import { between, type Collections, idOf, type MessageDoc, toDoc, toStored } from "./collections";
import type { Link } from "./link";
import { AT_ONCE, beginning, type Inserted, type Place, type Shelf } from "./numbering/numbering";
import { together } from "./numbering/coalesce";

/** What was said, as questions to the database. Each is one run of an index. */
export class Messages implements Shelf {
  constructor(
    private readonly link: Link,
    private readonly all: Collections["messages"],
  ) {}

  /** Of many rooms, too. */
  readonly insert = together((messages) => this.insertAll(messages), AT_ONCE);

  private insertAll(messages: Stored[]): Promise<Inserted> {
    return this.link.ask(async () => {
      try {
        await this.all.insertMany(messages.map(toDoc), { ordered: true });
        return { count: messages.length, isStopped: false };
      } catch (error) {
        if (!isTaken(error)) throw error;
        return { count: error.insertedCount, isStopped: true };
      }
    });
  }

  async last(roomId: string): Promise<Place> {
    const fields = { seq: 1, ordinal: 1, at: 1, _id: 0 };
    const last = await this.link.ask(() =>
      this.all.findOne({ _id: between(roomId) }, { sort: { _id: -1 }, projection: fields }),
    );
    return last ?? beginning;
  }

  async saidAmong(roomId: string, entries: Pick<Entry, "authorId" | "clientId">[]): Promise<Stored[]> {
    const clientId = { $in: [...new Set(entries.map((entry) => entry.clientId))] };
    const authorId = { $in: [...new Set(entries.map((entry) => entry.authorId))] };
    return (await this.docs({ roomId, clientId, authorId })).map(toStored);
  }

  async find(roomId: string, seqs: number[]): Promise<Stored[]> {
    if (seqs.length === 0) return [];
    const docs = await this.docs({ _id: { $in: [...new Set(seqs)].map((seq) => idOf(roomId, seq)) } });
    return docs.map(toStored).sort((a, b) => a.seq - b.seq);
  }

  async page(roomId: string, { before, after, limit }: Page): Promise<Stored[]> {
    // To MongoDB, none is no limit.
    if (limit === 0) return [];
    const order = after === undefined ? (-1 as const) : (1 as const);
    const range = after === undefined ? between(roomId, 0, before) : between(roomId, after);
    const docs = await this.link.ask(() =>
      this.all.find({ _id: range }, { sort: { _id: order }, limit, batchSize: limit + 1 }).toArray(),
    );
    return (order === 1 ? docs : docs.reverse()).map(toStored);
  }

  /** The first, or the last, between two seqs (exclusive) that is not hidden from them. */
  seen(userId: string, roomId: string, range: { after: number; order: 1 | -1 }): Promise<MessageDoc | null> {
    const { after, order } = range;
    return this.link.ask(() =>
      this.all.findOne(
        { _id: between(roomId, after), hiddenFrom: { $ne: userId } },
        { sort: { _id: order } },
      ),
    );
  }

  private docs(filter: Parameters<Collections["messages"]["find"]>[0]): Promise<MessageDoc[]> {
    return this.link.ask(() => this.all.find(filter).toArray());
  }
}

/** Stopped by one of the unique indexes; and what came before it is on a majority. */
const isTaken = (error: unknown): error is MongoBulkWriteError =>
  error instanceof MongoBulkWriteError &&
  error.code === 11000 &&
  error.result.getWriteConcernError() === undefined;
