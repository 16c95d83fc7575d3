import { Refused } from "../errors";

const AGAIN_MS = 1000;

/** Something of which only so much can be in use at once: by each holder, and by all of them together. */
export class Shares {
  /** What all of them have in use. */
  inUse = 0;
  private readonly own = new Map<string, number>();

  constructor(
    private readonly ofOne: number,
    private readonly ofAll: number,
  ) {}

  /** Refuses, and reserves nothing, where this holder or all of them would have too much. */
  reserve(holder: string, amount: number): void {
    if (this.of(holder) + amount > this.ofOne) throw new Refused("rate-limited", { retryAfterMs: AGAIN_MS });
    if (this.inUse + amount > this.ofAll) throw new Refused("overloaded", { retryAfterMs: AGAIN_MS });
    this.inUse += amount;
    this.own.set(holder, this.of(holder) + amount);
  }

  release(holder: string, amount: number): void {
    this.inUse -= amount;
    const left = this.of(holder) - amount;
    if (left > 0) this.own.set(holder, left);
    else this.own.delete(holder);
  }

  /** Whether that much could be reserved now. */
  hasRoom = (holder: string, amount: number): boolean =>
    this.of(holder) + amount <= this.ofOne && this.inUse + amount <= this.ofAll;

  private of = (holder: string): number => this.own.get(holder) ?? 0;
}
