import { Refused } from "../../errors";

// Uploads at one machine at a time. Each holds some megabytes: parts that wait to be stored, and what Bun has read ahead. Those
// that have begun go on until they are whole; others are refused before they send anything, and come back.

const MOST = 12;
const MOST_OF_A_USER = 6;
// In ms: an upload that asks for nothing for so long gives its seat up. Longer than between two requests of a client.
const IDLE_MS = 3000;
// In ms, at least; as many more at random, so that not all come back at once.
const AGAIN_MS = 1000;

type Seat = { userId: string; requests: number; until: number };

export class Seats {
  private readonly taken = new Map<string, Seat>();

  /** Does `work` in the seat of this upload, which keeps it until its next request, or until `leave`. Refuses where all are taken. */
  async during<T>(userId: string, id: string, work: () => Promise<T>): Promise<T> {
    const seat = this.taken.get(id) ?? this.free(userId);
    this.taken.set(id, seat);
    seat.requests++;
    try {
      return await work();
    } finally {
      seat.requests--;
      seat.until = performance.now() + IDLE_MS;
    }
  }

  leave(id: string): void {
    this.taken.delete(id);
  }

  /** An upload that has just been begun has a name now. */
  rename(id: string, to: string): void {
    const seat = this.taken.get(id);
    if (seat) this.taken.set(to, seat);
    this.taken.delete(id);
  }

  private free(userId: string): Seat {
    const now = performance.now();
    for (const [id, { requests, until }] of this.taken)
      if (requests === 0 && until < now) this.taken.delete(id);
    const own = [...this.taken.values()].filter((seat) => seat.userId === userId);
    const retryAfterMs = AGAIN_MS * (1 + Math.random());
    if (own.length >= MOST_OF_A_USER) throw new Refused("rate-limited", { retryAfterMs });
    if (this.taken.size >= MOST) throw new Refused("overloaded", { retryAfterMs });
    return { userId, requests: 0, until: now };
  }
}
