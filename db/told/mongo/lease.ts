import { type Collection, MongoServerError } from "mongodb";

import type { MongoLink } from "../../history/mongo/link";
import type { ToldTimes } from "../told";

/** `holder` is the machine that has it, "" where it was given up. */
export type LeaseDoc = { _id: string; holder: string; fence: number; beat: number };
export type MachineDoc = { _id: string; beat: number };

const ID = "lease";

/**
 * Which machine decides. Time is measured on each machine by itself: whoever sees a beat stand still for `deadMs` takes the lease,
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
    const lease = await this.link.ask(() => this.leases.findOne({ _id: ID }));
    if (!lease) return this.make();
    const isStill = this.ageOf(ID, `${lease.holder} ${lease.fence} ${lease.beat}`) >= this.times.deadMs;
    const isMine = lease.holder === this.own;
    if (!isMine && !isStill && lease.holder !== "") return void (this.held = undefined);
    await this.hold(lease, began);
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
      this.leases.updateOne({ _id: ID, holder: this.own, fence }, { $set: { holder: "" } }),
    );
  }

  /** Keeps or takes it. Whoever else takes it in the same moment changes what this looks for. */
  private async hold({ holder, fence, beat }: LeaseDoc, began: number): Promise<void> {
    const isMine = holder === this.own;
    const next = { holder: this.own, fence: isMine ? fence : fence + 1, beat: beat + 1 };
    const { matchedCount } = await this.link.ask(() =>
      this.leases.updateOne({ _id: ID, holder, fence, beat }, { $set: next }),
    );
    this.held = matchedCount > 0 ? { fence: next.fence, since: began } : undefined;
  }

  private async make(): Promise<void> {
    const lease = { _id: ID, holder: "", fence: 0, beat: 0 };
    await this.link.ask(() => this.leases.insertOne(lease).catch(unlessThere));
  }

  /** Looks after the beats of all machines; removes those of machines that are long gone. */
  private async look(): Promise<void> {
    const machines = await this.link.ask(() => this.machines.find({}).toArray());
    const there = new Set(machines.map(({ _id }) => _id));
    for (const name of this.seen.keys()) if (name !== ID && !there.has(name)) this.seen.delete(name);
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
