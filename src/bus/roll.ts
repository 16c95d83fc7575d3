import type { Redis } from "ioredis";

// Who is on which machine, kept in Redis: a set of each machine's people, which ends by itself when the machine no longer
// says that it is there.

export type Moves = { came: string[]; went: string[] };

export type Roll = {
  /** Brings a machine's set up to date, or writes it anew; answers how many it holds. Rejects where Redis is away. */
  write: (machine: string, moves: Moves, isAnew: boolean) => Promise<number>;
  /** Of a machine that goes nothing is left after so long. */
  leave: (machine: string, ms: number) => Promise<unknown>;
  /** The people of a machine; none where it has been silent for too long. */
  of: (machine: string) => Promise<string[]>;
};

/** Of a machine that is silent for longer, nothing is left. */
export const SILENCE_MS = 15_000;

export function openRoll(redis: Redis, prefix: string): Roll {
  const keyOf = (machine: string) => `${prefix}present:${machine}`;
  return {
    async write(machine, { came, went }, isAnew) {
      const key = keyOf(machine);
      const steps = redis.multi();
      if (isAnew) steps.del(key);
      if (came.length > 0) steps.sadd(key, ...came);
      if (went.length > 0) steps.srem(key, ...went);
      const results = await steps.pexpire(key, SILENCE_MS).scard(key).exec();
      return Number(results?.at(-1)?.[1]);
    },
    leave: (machine, ms) => redis.pexpire(keyOf(machine), ms),
    of: (machine) => redis.smembers(keyOf(machine)),
  };
}
