// Splits long work into parts, so that the event loop can serve others in between.

let last = Promise.resolve();
let turns = 0;

/** Between two parts of long work: resolves in a turn of the loop of its own, in FIFO order. */
export function turn(): Promise<void> {
  turns++;
  last = last.then(() => new Promise<void>((resolve) => setImmediate(resolve)));
  return last.finally(() => turns--);
}

/** Before the first part: queues behind long work in progress; undefined where there is none. */
export const firstTurn = (): Promise<void> | undefined => (turns > 0 ? turn() : undefined);
