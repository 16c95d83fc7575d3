import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";

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

const limiters = Object.fromEntries(
  Object.entries(limits).map(([name, options]) => [
    name,
    new RateLimiterMemory({ keyPrefix: name, ...options }),
  ]),
) as Record<Limit, RateLimiterMemory>;

/** Counts one (or `cost`) against the limit of `key`; over it, refuses with the time after which it is worth another try. */
export async function consume(limit: Limit, key: string, cost = 1): Promise<void> {
  if (env.LIMITS === "off") return;
  try {
    await limiters[limit].consume(key, cost);
  } catch (error) {
    if (!(error instanceof RateLimiterRes)) throw error;
    // Never more than the whole: the clock may have been set back since the counting began, which timers do not mind.
    const retryAfterMs = Math.min(error.msBeforeNext, limits[limit].duration * 1000);
    throw new Refused("rate-limited", { retryAfterMs });
  }
}

/** Takes back what an honest try cost. */
export const forgive = async (limit: Limit, key: string) => void (await limiters[limit].delete(key));
