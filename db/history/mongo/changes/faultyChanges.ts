import { Refused } from "../../../../src/errors";
import type { Stored } from "../../history";
import type { Inserted } from "../numbering/numbering";
import type { ChangeStore, NumberedChange } from "./numbered";

/**
 * For tests: a store of changes that injects faults, by a seed. Inserts are lost before and after they are written; some go
 * on after their caller has given up; what was inserted is not applied, as if its machine had died; any step may take a while.
 * Every write asserts that the rev before it is stored.
 */
export class FaultyChanges implements ChangeStore {
  readonly changes = new Map<number, NumberedChange & { isDue: boolean }>();
  private readonly messages: Map<number, Stored>;
  private readonly stillRunning: NumberedChange[][] = [];

  constructor(
    messages: Stored[],
    /** From 0 to 1, as Math.random. */
    private readonly random: () => number,
    private readonly faults: number,
  ) {
    this.messages = new Map(messages.map((message) => [message.seq, message]));
  }

  /** Lets some time pass. */
  tick = async (): Promise<void> => {
    for (let n = this.below(4); n >= 0; n--) await Promise.resolve();
    if (this.isDue(0.5)) this.continueOne();
  };

  async insert(changes: NumberedChange[]): Promise<Inserted> {
    await this.tick();
    if (this.isDue(this.faults)) throw lost();
    const reached = this.isDue(this.faults) ? this.below(changes.length + 1) : changes.length;
    const count = await this.writeAll(changes.slice(0, reached));
    if (count === reached && reached < changes.length) this.stillRunning.push(changes.slice(count));
    if (reached < changes.length) throw lost();
    await this.tick();
    if (this.isDue(this.faults)) throw lost();
    return { count, isStopped: count < changes.length };
  }

  async last(): Promise<number> {
    await this.tick();
    return this.changes.size;
  }

  async stored(_roomId: string, after: number, ops: string[]): Promise<Set<string>> {
    await this.tick();
    const found = [...this.changes].filter(([rev, { op }]) => rev > after && ops.includes(op));
    return new Set(found.map(([, { op }]) => op));
  }

  async settle(): Promise<void> {
    await this.tick();
    const due = [...this.changes.values()].filter(({ isDue }) => isDue);
    await this.tick();
    for (const change of due) this.replace(change);
  }

  async find(_roomId: string, seqs: number[]): Promise<Stored[]> {
    await this.tick();
    return this.all().filter(({ seq }) => seqs.includes(seq));
  }

  async pinned(): Promise<Stored[]> {
    await this.tick();
    return this.all().filter(({ pin }) => pin !== null);
  }

  async apply(changes: NumberedChange[]): Promise<void> {
    for (const change of changes) {
      await this.tick();
      if (this.isDue(this.faults)) throw lost();
      this.replace(change);
    }
  }

  all = (): Stored[] => [...this.messages.values()];

  private replace({ message }: NumberedChange): void {
    if (this.messages.get(message.seq)!.rev < message.rev) this.messages.set(message.seq, message);
    this.changes.get(message.rev)!.isDue = false;
  }

  /** Returns how many were written before the first rev that was taken. Others may write between. */
  private async writeAll(changes: NumberedChange[]): Promise<number> {
    for (const [nth, change] of changes.entries()) {
      if (this.isDue(0.1)) for (let n = this.below(20); n > 0; n--) await this.tick();
      if (!this.write(change)) return nth;
    }
    return changes.length;
  }

  /** False if its rev is taken. */
  private write(change: NumberedChange): boolean {
    const { rev } = change.message;
    if (this.changes.has(rev)) return false;
    if (rev !== this.changes.size + 1) throw new Error(`a hole before ${rev}`);
    this.changes.set(rev, { ...change, isDue: true });
    return true;
  }

  /** Writes the next change of an abandoned insert, which ends at a rev that is taken. */
  private continueOne(): void {
    const running = this.stillRunning[this.below(this.stillRunning.length)];
    if (!running) return;
    if (!this.write(running.shift()!)) running.length = 0;
    if (running.length === 0) this.stillRunning.splice(this.stillRunning.indexOf(running), 1);
  }

  private isDue = (chance: number): boolean => this.random() < chance;
  private below = (end: number): number => Math.floor(this.random() * end);
}

const lost = () => new Refused("overloaded");
