import { env } from "./env";
import { Refused } from "./errors";

const MINUTE = 60;

/** How much of what, in how many seconds. Well above what people do, well below what hurts two cores. */
const limits = {
  // a signed-in user's REST calls, and a stranger's (by address)
  calls: { points: 600, duration: 30 },
  visits: { points: 600, duration: 30 },
  // an argon2id hash is 50 ms of a core
  signUps: { points: 100, duration: 60 * MINUTE },
  signInsByAddress: { points: 200, duration: 15 * MINUTE },
  // wrong passwords: from one address the account is soon closed, from all together late, so that nobody locks others out
  guesses: { points: 10, duration: 15 * MINUTE },
  guessesFromAll: { points: 200, duration: 15 * MINUTE },
  messages: { points: 100, duration: 10 },
  // a socket's frames of all kinds; more is a flood and ends it
  frames: { points: 1000, duration: 10 },
  badFrames: { points: 9, duration: MINUTE },
  // rooms that one user makes, and people they put into rooms
  rooms: { points: 100, duration: 60 * MINUTE },
  invitations: { points: 5000, duration: 60 * MINUTE },
  // a tenth of a second of a core each, the worst two seconds
  pictures: { points: 20, duration: 10 * MINUTE },
} as const;

export type Limit = keyof typeof limits;

/** Of someone, since their first of this window. */
type Count = { points: number; until: number };
const counts = new Map<string, Count>();
// Those whose window is over go when there are twice as many as were left the last time.
const FEW = 10_000;
let many = FEW;

/**
 * Counts one (or `cost`) against the limit of `key`; over it, refuses with the time after which it is worth another try.
 * A window begins with the first, on the clock that nobody sets. At once: it is asked twice for every message, where a
 * limiter that answers by a promise takes 15 µs of the 200 that a message costs (docs/decisions/0006).
 */
export function consume(limit: Limit, key: string, cost = 1): void {
  if (env.LIMITS === "off") return;
  const count = countOf(limit, key);
  count.points += cost;
  if (count.points > limits[limit].points)
    throw new Refused("rate-limited", { retryAfterMs: Math.ceil(count.until - performance.now()) });
}

/** Takes back what an honest try cost. */
export const forgive = (limit: Limit, key: string): void => void counts.delete(`${limit} ${key}`);

function countOf(limit: Limit, key: string): Count {
  const name = `${limit} ${key}`;
  const now = performance.now();
  const there = counts.get(name);
  if (there && there.until > now) return there;
  const fresh = { points: 0, until: now + limits[limit].duration * 1000 };
  counts.set(name, fresh);
  if (counts.size > many) sweep(now);
  return fresh;
}

function sweep(now: number): void {
  for (const [name, { until }] of counts) if (until <= now) counts.delete(name);
  many = Math.max(FEW, 2 * counts.size);
}
