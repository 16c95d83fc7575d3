import { Refused } from "../errors";

const AGAIN_MS = 1000;

/** A resource with a limit for each holder and one for all of them. */
export class Shares {
  /** In use by all holders. */
  inUse = 0;
  private readonly own = new Map<string, number>();

  constructor(
    private readonly ofOne: number,
    private readonly ofAll: number,
  ) {}

  /** Refuses, without reserving, where that would exceed the holder's limit or the total. */
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
