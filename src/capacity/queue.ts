import { Refused } from "../errors";

/**
 * For work that takes a core or much memory: runs at most `atOnce` at a time, in FIFO order. Where `waiting` jobs are queued
 * already, refuses `overloaded` at once.
 */
export function queue(atOnce: number, waiting: number) {
  let running = 0;
  const line: (() => void)[] = [];

  function standInLine(): Promise<void> {
    if (line.length >= waiting) throw new Refused("overloaded", { retryAfterMs: 5000 });
    return new Promise((resolve) => line.push(resolve));
  }

  return async function inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (running >= atOnce) await standInLine();
    else running++;
    try {
      return await work();
    } finally {
      // Hands the slot directly to the next job, so that a new one cannot overtake it.
      const next = line.shift();
      if (next) next();
      else running--;
    }
  };
}

/**
 * Who the work is for: `own` is the key of this asker alone, `address` is shared by all askers there. `canWait` ranks the
 * work behind that of everyone who has used little.
 */
export type Asker = { own: string; address?: string; canWait?: boolean };
type Fairness = { atOnce: number; waiting: number; patienceMs: () => number };
type WaitingJob = { rank: number; begin: () => void; refuse: () => void; timer?: Timer };
type Used = { turns: number; at: number };

// An address may use as much as this many askers before it ranks like one of them.
const ADDRESS_SHARE = 20;
// Turns that `canWait` adds to the rank.
const CAN_WAIT = 10;
// The time after which a turn counts half.
const HALF_LIFE_MS = 60_000;
// By then a turn counts less than a hundredth.
const FORGOTTEN_MS = 7 * HALF_LIFE_MS;
const FEW = 10_000;

/**
 * Like `queue`, for work that anyone may ask for. Next is the asker with the least recent use, their own and their
 * address's; FIFO among equals. Where more than `waiting` are queued, the one with the most use is refused `overloaded`, as
 * is one that has waited for `patienceMs`.
 */
export function fairQueue({ atOnce, waiting, patienceMs }: Fairness) {
  let running = 0;
  // Sorted by rank.
  const line: WaitingJob[] = [];
  const use = usage();

  function standInLine(rank: number): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const one: WaitingJob = {
      rank,
      begin: () => {
        clearTimeout(one.timer);
        resolve();
      },
      refuse: () => {
        clearTimeout(one.timer);
        line.splice(line.indexOf(one), 1);
        reject(new Refused("overloaded", { retryAfterMs: 5000 }));
      },
    };
    line.splice(line.findLastIndex((other) => other.rank <= rank) + 1, 0, one);
    one.timer = setTimeout(one.refuse, patienceMs());
    if (line.length > waiting) line.at(-1)?.refuse();
    return promise;
  }

  function rankOf({ own, address, canWait }: Asker): number {
    const ofAddress = address === undefined ? 0 : use(`at ${address}`) / ADDRESS_SHARE;
    return use(own) + ofAddress + (canWait ? CAN_WAIT : 0);
  }

  return async function inTurn<T>(asker: Asker, work: () => Promise<T>): Promise<T> {
    // Counted on arrival: a hundred jobs of one asker run one by one, interleaved with those of others.
    const rank = rankOf(asker);
    if (running >= atOnce) await standInLine(rank);
    else running++;
    try {
      return await work();
    } finally {
      const next = line.shift();
      if (next) next.begin();
      else running--;
    }
  };
}

/** Counts one turn for a key; returns the turns before it, decayed by age. */
function usage(): (key: string) => number {
  const used = new Map<string, Used>();
  let many = FEW;
  return (key) => {
    const now = performance.now();
    const { turns, at } = used.get(key) ?? { turns: 0, at: now };
    const before = turns * 2 ** ((at - now) / HALF_LIFE_MS);
    used.set(key, { turns: before + 1, at: now });
    if (used.size > many) {
      for (const [other, one] of used) if (one.at < now - FORGOTTEN_MS) used.delete(other);
      many = Math.max(FEW, 2 * used.size);
    }
    return before;
  };
}
