// Long work that is done in parts, so that everyone else has a turn of the loop in between.

let last = Promise.resolve();
let turns = 0;

/** Between two parts of long work: resolves in a turn of the loop of its own, first come, first served. */
export function turn(): Promise<void> {
  turns++;
  last = last.then(() => new Promise<void>((resolve) => setImmediate(resolve)));
  return last.finally(() => turns--);
}

/** Before the first part: behind those who are at it already; where nobody is, at once. */
export const firstTurn = (): Promise<void> | undefined => (turns > 0 ? turn() : undefined);
