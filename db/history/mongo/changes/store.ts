import { type AnyBulkWriteOperation, MongoServerError } from "mongodb";

import type { ChangePage, Stored } from "../../history";
import type { WriteLog } from "../../written/log";
import {
  between,
  type ChangeDoc,
  type Collections,
  idOf,
  type MessageDoc,
  toDoc,
  toStored,
} from "../collections";
import type { MongoLink } from "../link";
import { type Messages, untilTaken } from "../messages";
import type { Inserted } from "../numbering/numbering";
import type { ChangeStore, NumberedChange } from "./numbered";
import { Sweeps } from "./sweeps";

type Parts = { link: MongoLink; messages: Messages; all: Collections; written: WriteLog };
type MessageWrite = AnyBulkWriteOperation<MessageDoc>;

/** The queries for changes. */
export class Changes implements ChangeStore {
  private readonly sweeps = new Sweeps();

  constructor(private readonly parts: Parts) {}

  find = (roomId: string, seqs: number[]): Promise<Stored[]> => this.parts.messages.find(roomId, seqs);

  insert(changes: NumberedChange[]): Promise<Inserted> {
    const { link, all } = this.parts;
    const docs = changes.map(toChangeDoc);
    return link.ask(() => untilTaken(docs.length, () => all.changes.insertMany(docs, { ordered: true })));
  }

  async last(roomId: string): Promise<number> {
    const { link, all } = this.parts;
    const newest = { sort: { _id: -1 }, projection: { rev: 1 } } as const;
    const last = await link.ask(() => all.changes.findOne({ _id: between(roomId) }, newest));
    return last?.rev ?? 0;
  }

  async stored(roomId: string, after: number, ops: string[]): Promise<Set<string>> {
    const { link, all } = this.parts;
    const found = await link.ask(() =>
      all.changes.find({ _id: between(roomId, after), op: { $in: ops } }).toArray(),
    );
    return new Set(found.map(({ op }) => op));
  }

  settle = (roomId: string): Promise<void> => this.settleThose(roomId);
  settleAll = (): Promise<void> => this.settleThose({ $gt: "" });

  private async settleThose(rooms: string | { $gt: string } | { $in: string[] }): Promise<void> {
    const { link, all } = this.parts;
    const due = await link.ask(() =>
      all.changes.find({ due: rooms }, { projection: { roomId: 1 } }).toArray(),
    );
    const ids = new Set(due.map(({ roomId }) => roomId));
    await Promise.all([...ids].map((id) => this.sweeps.next(id, () => this.settleRoom(id))));
  }

  private async settleRoom(roomId: string): Promise<void> {
    const { link, all } = this.parts;
    const due = await link.ask(() => all.changes.find({ due: roomId }, { sort: { _id: 1 } }).toArray());
    const messages = due.length > 0 ? await this.find(roomId, [...new Set(due.map(({ seq }) => seq))]) : [];
    const bySeq = new Map(messages.map((message) => [message.seq, message]));
    await this.applyNow(
      due.flatMap(({ op, seq, rev, after }) => {
        const message = bySeq.get(seq);
        return message && after ? [{ op, message: { ...message, ...after, rev } }] : [];
      }),
    );
  }

  /** Ascending by rev, of one room. Who finds them due meanwhile waits for this. */
  async apply(changes: NumberedChange[]): Promise<void> {
    if (changes.length === 0) return;
    await this.sweeps.own(changes[0]!.message.roomId, () => this.applyNow(changes));
  }

  /** Also those of a machine that has died: this one says that they were written. */
  private async applyNow(changes: NumberedChange[]): Promise<void> {
    if (changes.length === 0) return;
    const { roomId } = changes[0]!.message;
    await this.parts.written.storing(roomId, async () => {
      await this.replaceAll(changes);
      return [];
    });
  }

  private async replaceAll(changes: NumberedChange[]): Promise<void> {
    const { link, all } = this.parts;
    const latest = new Map(changes.map(({ message }) => [message.seq, message]));
    await link.ask(() => all.messages.bulkWrite([...latest.values()].map(replacement)));
    const { roomId } = changes[0]!.message;
    const revs = changes.map(({ message }) => message.rev);
    const known = { $max: { rev: Math.max(...revs) } };
    const raise = () => all.revs.updateOne({ _id: roomId }, known, { upsert: true });
    // Of two upserts at once one fails on the `_id`; tried again, it finds the document.
    await link.ask(() =>
      raise().catch((error: unknown) => (isTaken(error) ? raise() : Promise.reject(error))),
    );
    // The texts that were there before stay nowhere.
    const done = { $unset: { due: 1, after: 1 } } as const;
    await link.ask(() =>
      all.changes.updateMany({ _id: { $in: revs.map((rev) => idOf(roomId, rev)) } }, done),
    );
  }

  /** Up to which rev each room has changed, in this order; a read that begins now shows all of it. */
  async revs(roomIds: string[]): Promise<number[]> {
    const { link, all } = this.parts;
    const docs = await link.ask(() => all.revs.find({ _id: { $in: roomIds } }).toArray());
    const revs = new Map(docs.map(({ _id, rev }) => [_id, rev]));
    // After the revs are read: what is due then may be below them.
    if (docs.length > 0) await this.settleThose({ $in: docs.map(({ _id }) => _id) });
    return roomIds.map((roomId) => revs.get(roomId) ?? 0);
  }

  async page(roomId: string, { after, limit }: { after: number; limit: number }): Promise<ChangePage> {
    const [rev = 0] = await this.revs([roomId]);
    if (rev <= after || limit === 0) return { messages: [], rev: after };
    const { link, all } = this.parts;
    const range = { changed: between(roomId, after, rev + 1) };
    const docs = await link.ask(() => all.messages.find(range, { sort: { changed: 1 }, limit }).toArray());
    const messages = docs.map(toStored);
    return { messages, rev: docs.length < limit ? rev : messages.at(-1)!.rev };
  }

  async pinned(roomId: string): Promise<Stored[]> {
    const { link, all } = this.parts;
    const range = { pinned: between(roomId) };
    return (await link.ask(() => all.messages.find(range, { sort: { pinned: 1 } }).toArray())).map(toStored);
  }
}

const toChangeDoc = ({ op, message }: NumberedChange): ChangeDoc => {
  const { roomId, seq, rev, text, mentions, editedAt, deletedAt, reactions, pin } = message;
  const { noPreview, forwardedFrom, attachments } = message;
  const after = {
    text,
    mentions,
    editedAt,
    deletedAt,
    reactions,
    pin,
    noPreview,
    forwardedFrom,
    attachments,
  };
  return { _id: idOf(roomId, rev), roomId, rev, seq, op, due: roomId, after };
};

const OPTIONAL = [
  "mentions",
  "mentioned",
  "editedAt",
  "deletedAt",
  "reactions",
  "pin",
  "pinned",
  "noPreview",
  "forwardedFrom",
  "attachments",
  "holds",
  "links",
] as const;

/** A message that has this rev or a later one stays as it is. */
function replacement(message: Stored): MessageWrite {
  const doc = toDoc(message);
  const { _id, text, rev = 0, changed } = doc;
  const given = OPTIONAL.filter((field) => doc[field] !== undefined);
  const missing = OPTIONAL.filter((field) => doc[field] === undefined);
  const set = Object.fromEntries(given.map((field) => [field, doc[field]]));
  return {
    updateOne: {
      filter: { _id, rev: { $not: { $gte: rev } } },
      update: {
        $set: { text, rev, changed, ...set },
        ...(missing.length > 0 && {
          $unset: Object.fromEntries(missing.map((field) => [field, 1 as const])),
        }),
      },
    },
  };
}

const isTaken = (error: unknown): boolean => error instanceof MongoServerError && error.code === 11000;
