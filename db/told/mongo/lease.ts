import { type Collection, MongoServerError } from "mongodb";

import type { MongoLink } from "../../history/mongo/link";
import type { ToldTimes } from "../told";

/** `_id` is the number of the lease (`idOf`); the highest one counts. `holder` is the machine that has it, "" where it was given up. */
export type LeaseDoc = { _id: string; holder: string; beat: number };
export type MachineDoc = { _id: string; beat: number };

const LEASE = "lease";
// As text numbers are in order only if they are of one length.
const idOf = (fence: number): string => String(fence).padStart(12, "0");
const fenceOf = ({ _id }: LeaseDoc): number => Number(_id);

/**
 * Which machine decides. Each lease is a document of its own, and its number the unique `_id`: of two machines that take the next
 * one, one gets it. Time is measured on each machine by itself: whoever sees a beat stand still for `deadMs` takes the lease,
 * and whoever could not confirm it for `leaseMs`, which is shorter, does not use it any more.
 */
export class MachineLease {
  readonly own: string = crypto.randomUUID();
  private beat = 0;
  private held: { fence: number; since: number } | undefined;
  /** The beat of each machine, and of the lease, and since when it is the same. */
  private seen = new Map<string, { beat: string; since: number }>();

  constructor(
    private readonly link: Pick<MongoLink, "ask">,
    private readonly leases: Collection<LeaseDoc>,
    private readonly machines: Collection<MachineDoc>,
    private readonly times: ToldTimes,
  ) {}

  get fence(): number | undefined {
    const { held, times } = this;
    return held && times.now() - held.since < times.leaseMs ? held.fence : undefined;
  }

  async tick(): Promise<void> {
    const began = this.times.now();
    const beat = ++this.beat;
    await this.link.ask(() =>
      this.machines.updateOne({ _id: this.own }, { $set: { beat } }, { upsert: true }),
    );
    await this.look();
    const [lease] = await this.link.ask(() => this.leases.find({}).sort({ _id: -1 }).limit(1).toArray());
    const newest = lease ? fenceOf(lease) : 0;
    if (lease?.holder === this.own && newest === this.held?.fence) return this.renew(lease, began);
    this.held = undefined;
    if (lease && lease.holder !== "" && lease.holder !== this.own && !this.isStill(lease)) return;
    await this.acquire(newest + 1, began);
  }

  /** Whether this machine has stopped: what it claimed nobody is sending. */
  isDead(machine: string): boolean {
    if (machine === this.own) return false;
    const known = this.seen.get(machine);
    return !known || this.times.now() - known.since >= this.times.deadMs;
  }

  async close(): Promise<void> {
    const { fence } = this.held ?? {};
    this.held = undefined;
    await this.link.ask(() => this.machines.deleteOne({ _id: this.own }));
    if (fence === undefined) return;
    await this.link.ask(() =>
      this.leases.updateOne({ _id: idOf(fence), holder: this.own }, { $set: { holder: "" } }),
    );
  }

  private isStill({ _id, holder, beat }: LeaseDoc): boolean {
    return this.ageOf(LEASE, `${_id} ${holder} ${beat}`) >= this.times.deadMs;
  }

  /** Only its holder writes to a lease. Whoever takes the next one is seen by the next tick, before this one is over. */
  private async renew({ _id, beat }: LeaseDoc, began: number): Promise<void> {
    const next = { $set: { beat: beat + 1 } };
    const { matchedCount } = await this.link.ask(() =>
      this.leases.updateOne({ _id, holder: this.own }, next),
    );
    this.held = matchedCount > 0 ? { fence: Number(_id), since: began } : undefined;
  }

  private async acquire(fence: number, began: number): Promise<void> {
    const id = idOf(fence);
    const lease = { _id: id, holder: this.own, beat: 0 };
    const isMine = await this.link.ask(() => this.leases.insertOne(lease).then(() => true, unlessThere));
    if (!isMine) return;
    this.held = { fence, since: began };
    await this.link.ask(() => this.leases.deleteMany({ _id: { $lt: id } }));
  }

  /** Looks after the beats of all machines; removes those of machines that are long gone. */
  private async look(): Promise<void> {
    const machines = await this.link.ask(() => this.machines.find({}).toArray());
    const there = new Set(machines.map(({ _id }) => _id));
    for (const name of this.seen.keys()) if (name !== LEASE && !there.has(name)) this.seen.delete(name);
    for (const { _id, beat } of machines) {
      const age = this.ageOf(_id, String(beat));
      if (_id !== this.own && age > this.times.deadMs * 10)
        await this.link.ask(() => this.machines.deleteOne({ _id, beat }));
    }
  }

  private ageOf(name: string, beat: string): number {
    const now = this.times.now();
    const known = this.seen.get(name);
    if (known?.beat === beat) return now - known.since;
    this.seen.set(name, { beat, since: now });
    return 0;
  }
}

export function unlessThere(error: unknown): void {
  if (!(error instanceof MongoServerError && error.code === 11000)) throw error;
}
