import { type AnyBulkWriteOperation, type Collection, MongoBulkWriteError } from "mongodb";

import { MongoLink } from "../history/mongo/link";
import { type LeaseDoc, MachineLease, type MachineDoc, unlessThere } from "./mongo/lease";
import type { ReadUpTo, Settled, ToldClaim, ToldKey, ToldMark } from "./told";
import { type ToldRow, type ToldStore, type ToldTimes, usualTimes } from "./told";

type MarkDoc = Omit<ToldMark, "roomId"> & { _id: string };
type BegunDoc = { _id: string; at: number };
/** The `_id` is room, user and device. While it is sent, it has the `claim` and its `owner`. */
type ToldDoc = ToldClaim & {
  _id: string;
  fence: number;
  owner?: string;
  claim?: string;
  readUpTo?: number;
  dueAt?: number;
};

type Options = { now?: () => number; times?: Partial<ToldTimes> };

/** For several machines. Errors of the driver become `Refused`, as in history. */
export async function open(url: string, { now = Date.now, times }: Options = {}): Promise<ToldStore> {
  const link = await MongoLink.open(url);
  try {
    const rows = link.db.collection<ToldDoc>("told");
    await rows.createIndex({ dueAt: 1 }, { sparse: true, name: "due" });
    await rows.createIndex({ claim: 1 }, { sparse: true, name: "claim" });
    await rows.createIndex({ device: 1 }, { name: "device" });
    await rows.createIndex({ at: 1 }, { name: "at" });
    const marks = link.db.collection<MarkDoc>("toldMarks");
    const begun = link.db.collection<BegunDoc>("toldBegun");
    await begun.insertOne({ _id: "begun", at: now() }).catch(unlessThere);
    const begunAt = (await begun.findOne({ _id: "begun" }))?.at ?? now();
    const [leases, machines] = [
      link.db.collection<LeaseDoc>("toldLease"),
      link.db.collection<MachineDoc>("toldMachines"),
    ];
    const lease = new MachineLease(link, leases, machines, { ...usualTimes, ...times });
    return new MongoTold(link, lease, { rows, marks }, begunAt);
  } catch (error) {
    await link.close();
    throw error;
  }
}

type ToldCollections = { rows: Collection<ToldDoc>; marks: Collection<MarkDoc> };

class MongoTold implements ToldStore {
  /** What this machine is sending: the claim of each message and device. What was claimed and never answered is not in it. */
  private readonly sending = new Map<string, string>();
  private readonly asked = new Set<string>();

  constructor(
    private readonly link: MongoLink,
    private readonly lease: MachineLease,
    private readonly all: ToldCollections,
    readonly begunAt: number,
  ) {}

  tick = (): Promise<void> => this.lease.tick();
  fence = (): number | undefined => this.lease.fence;

  async marks(roomIds: string[]): Promise<(ToldMark | undefined)[]> {
    const docs = await this.link.ask(() => this.all.marks.find({ _id: { $in: roomIds } }).toArray());
    const found = new Map(docs.map(({ _id: roomId, seq, rev, at }) => [roomId, { roomId, seq, rev, at }]));
    return roomIds.map((roomId) => found.get(roomId));
  }

  async advance(marks: ToldMark[]): Promise<void> {
    const writes = marks.map(({ roomId: _id, seq, rev, at }) => ({
      updateOne: { filter: { _id }, update: { $max: { seq, rev, at } }, upsert: true },
    }));
    if (writes.length > 0) await this.link.ask(() => this.all.marks.bulkWrite(writes, { ordered: false }));
  }

  async inRoom(roomId: string, { from, to }: { from: string; to: string }): Promise<ToldRow[]> {
    return (await this.find({ _id: { $gt: `${roomId} ${from} `, $lt: `${roomId} ${to}!` } })).map(toRow);
  }

  async claim(fence: number, claims: ToldClaim[]): Promise<boolean[]> {
    if (claims.length === 0) return [];
    const claim = crypto.randomUUID();
    const { own: owner } = this.lease;
    this.asked.add(claim);
    try {
      const ids = claims.map(idOf);
      const there = new Set((await this.find({ _id: { $in: ids } })).map(({ _id }) => _id));
      await this.write(claims.map((one) => claimWrite(one, { claim, owner, fence }, there.has(idOf(one)))));
      const mine = new Set((await this.find({ _id: { $in: ids }, claim })).map(({ _id }) => _id));
      const answers = ids.map((id) => mine.has(id));
      for (const [nth, one] of claims.entries()) if (answers[nth]) this.sending.set(placeOf(one), claim);
      return answers;
    } finally {
      this.asked.delete(claim);
    }
  }

  async settle(settled: Settled[]): Promise<ToldRow[]> {
    const own = settled.flatMap((one) => {
      const claim = this.sending.get(placeOf(one));
      return claim === undefined ? [] : [{ ...one, _id: idOf(one), claim }];
    });
    if (own.length === 0) return [];
    await this.write(
      own.map(({ _id, claim, isGone }): Write =>
        isGone
          ? { deleteOne: { filter: { _id, claim } } }
          : { updateOne: { filter: { _id, claim }, update: { $unset: { claim: "", owner: "" } } } },
      ),
    );
    const docs = await this.find({ _id: { $in: own.map(({ _id }) => _id) }, readUpTo: { $gt: 0 } });
    const read = await this.remove(docs.filter(({ seq, readUpTo = 0 }) => readUpTo >= seq));
    for (const one of own) this.sending.delete(placeOf(one));
    return read;
  }

  async defer(keys: ToldKey[], dueAt: number | null): Promise<void> {
    const update = dueAt === null ? { $unset: { dueAt: "" as const } } : { $set: { dueAt } };
    await this.write(keys.map((key) => ({ updateOne: { filter: { _id: idOf(key) }, update } })));
  }

  dueBy = async (now: number): Promise<ToldRow[]> => (await this.find({ dueAt: { $lte: now } })).map(toRow);

  async inherit(fence: number): Promise<ToldRow[]> {
    const { own } = this.lease;
    const isLeft = (doc: ToldDoc): boolean => {
      if (doc.owner !== own) return this.lease.isDead(doc.owner ?? "");
      return this.sending.get(placeOf(doc)) !== doc.claim && !this.asked.has(doc.claim ?? "");
    };
    const left = (await this.find({ claim: { $gt: "" } })).filter(isLeft);
    const taken = left.map(async (doc) => {
      const { _id, claim } = doc;
      const next = crypto.randomUUID();
      const update = { $set: { claim: next, owner: own, fence } };
      this.sending.set(placeOf(doc), next);
      const { matchedCount } = await this.link.ask(() =>
        this.all.rows.updateOne({ _id, claim, fence: { $lte: fence } }, update),
      );
      if (matchedCount > 0) return [toRow(doc)];
      this.sending.delete(placeOf(doc));
      return [];
    });
    return (await Promise.all(taken)).flat();
  }

  async read(reads: ReadUpTo[]): Promise<ToldRow[]> {
    const parts = reads.map(async ({ roomId, userId, seq }) => {
      const docs = await this.find({ _id: within(`${roomId} ${userId}`), seq: { $lte: seq } });
      if (docs.length === 0) return [];
      // First this: one that is sent meanwhile is read by whoever settles it, or is found sent.
      await this.write(
        docs.map(({ _id }) => ({
          updateOne: { filter: { _id, claim: { $gt: "" } }, update: { $max: { readUpTo: seq } } },
        })),
      );
      const left = await this.find({ _id: { $in: docs.map(({ _id }) => _id) }, seq: { $lte: seq } });
      return this.remove(left);
    });
    return (await Promise.all(parts)).flat();
  }

  async forget(devices: string[], before: number): Promise<void> {
    if (devices.length > 0) await this.link.ask(() => this.all.rows.deleteMany({ device: { $in: devices } }));
    await this.link.ask(() => this.all.rows.deleteMany({ at: { $lt: before } }));
    await this.link.ask(() => this.all.marks.deleteMany({ at: { $lt: before } }));
  }

  async devicesAfter(device: string, limit: number): Promise<string[]> {
    const options = { projection: { device: 1 as const }, sort: { device: 1 as const }, limit };
    const docs = await this.link.ask(() =>
      this.all.rows.find({ device: { $gt: device } }, options).toArray(),
    );
    return [...new Set(docs.map((doc) => doc.device))];
  }

  async close(): Promise<void> {
    if (this.link.isUp) await this.lease.close().catch(() => undefined);
    await this.link.close();
  }

  /** Of those that are not being sent, each that this call has removed. */
  private async remove(docs: ToldDoc[]): Promise<ToldRow[]> {
    const removed = docs
      .filter(({ claim }) => claim === undefined)
      .map(async (doc) => {
        const { _id, seq } = doc;
        const { deletedCount } = await this.link.ask(() => this.all.rows.deleteOne({ _id, seq }));
        return deletedCount > 0 ? [toRow(doc)] : [];
      });
    return (await Promise.all(removed)).flat();
  }

  private find(filter: Parameters<Collection<ToldDoc>["find"]>[0]): Promise<ToldDoc[]> {
    return this.link.ask(() => this.all.rows.find(filter).toArray());
  }

  private async write(writes: Write[]): Promise<void> {
    if (writes.length === 0) return;
    await this.link.ask(() =>
      this.all.rows.bulkWrite(writes, { ordered: false }).then(() => undefined, unlessDuplicates),
    );
  }
}

type Write = AnyBulkWriteOperation<ToldDoc>;

/** Ids hold no space. */
const idOf = ({ roomId, userId, device }: ToldKey): string => `${roomId} ${userId} ${device}`;
/** A message and a device. */
const placeOf = (one: ToldKey & { seq: number }): string => `${idOf(one)} ${one.seq}`;
const within = (prefix: string) => ({ $gt: `${prefix} `, $lt: `${prefix}!` });

const toRow = (doc: ToldDoc): ToldRow => {
  const { roomId, userId, device, seq, at, pushes, count, claim, dueAt = null } = doc;
  return { roomId, userId, device, seq, at, pushes, count, isSent: claim === undefined, dueAt };
};

type By = Required<Pick<ToldDoc, "claim" | "owner" | "fence">>;

/** A new row, unless another machine is faster; or the row that is there, unless more was told or another has a later lease. */
function claimWrite(one: ToldClaim, by: By, isThere: boolean): Write {
  const { roomId, userId, device, seq, at, pushes, count } = one;
  const id = idOf(one);
  const claimed = { seq, at, pushes, count, ...by, readUpTo: 0 };
  if (!isThere) {
    const update = { $setOnInsert: { roomId, userId, device, ...claimed } };
    return { updateOne: { filter: { _id: id }, update, upsert: true } };
  }
  const update = { $set: claimed, $unset: { dueAt: "" as const } };
  return { updateOne: { filter: { _id: id, seq: { $lt: seq }, fence: { $lte: by.fence } }, update } };
}

/** A bulk write stops at no duplicate; anything else is an error. */
function unlessDuplicates(error: unknown): undefined {
  if (!(error instanceof MongoBulkWriteError)) throw error;
  if ([error.writeErrors].flat().some(({ code }) => code !== 11000)) throw error;
}
