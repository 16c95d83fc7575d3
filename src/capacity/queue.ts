import { Refused } from "../errors";

/**
 * For work that takes a core or much memory: runs at most `atOnce` at a time, first come, first served. Beyond
 * `waiting` in line, and at once, it is `overloaded`.
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
      // The place goes straight to the next in line, so that a newcomer cannot slip in between.
      const next = line.shift();
      if (next) next();
      else running--;
    }
  };
}

/**
 * Who work is for: `own` is counted against this one alone, `address` against all who come from there. Who `canWait` stands
 * behind everyone who has not had much.
 */
export type Asker = { own: string; address?: string; canWait?: boolean };
type Fairness = { atOnce: number; waiting: number; patienceMs: () => number };
type Waiting = { rank: number; begin: () => void; refuse: () => void; timer?: Timer };
type Used = { turns: number; at: number };

// An address has as much as so many people before it waits as long as one of them.
const ADDRESS_SHARE = 20;
// As if they had had so many turns.
const CAN_WAIT = 10;
// After a minute a turn counts half.
const HALF_LIFE_MS = 60_000;
// Less than a hundredth of a turn is nothing.
const FORGOTTEN_MS = 7 * HALF_LIFE_MS;
const FEW = 10_000;

/**
 * The same for work that anyone may ask for: next is who has had the least of it lately, by themselves and with all of
 * their address; first come, first served among equals. Beyond `waiting` in line whoever has had the most is
 * `overloaded`, and so is who has waited for `patienceMs`.
 */
export function fairQueue({ atOnce, waiting, patienceMs }: Fairness) {
  let running = 0;
  // Sorted by rank.
  const line: Waiting[] = [];
  const use = usage();

  function standInLine(rank: number): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const one: Waiting = {
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
    // Counted when asked for: who asks for a hundred things at once has them one by one, between those of others.
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

/** Counts one turn more; answers how many there were before, the older the less. */
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
