import { Refused } from "./errors";

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

let last = Promise.resolve();

/** Between two parts of long work: resolves in a turn of the loop of its own, whoever else waits for one. */
export const turn = (): Promise<void> =>
  (last = last.then(() => new Promise<void>((resolve) => setImmediate(resolve))));
