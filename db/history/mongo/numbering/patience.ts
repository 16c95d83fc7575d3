import type { Refused } from "../../../../src/errors";
import { refusal } from "../../placing";

export type Clock = {
  now: () => number;
  sleep: (ms: number) => Promise<unknown>;
  /** How long an insert whose outcome is unknown is retried. */
  patienceMs: number;
};

/** `left`: how much is still to be done. */
type Work = { step: () => Promise<void>; left: () => number };

const FIRST_PAUSE_MS = 5;
const LONGEST_PAUSE_MS = 200;

/**
 * Repeats `step` until nothing is left, with growing pauses after refusals. Without progress it gives up after a while, even if
 * other machines are only always faster: one room must not block the batches of all others. Returns the last refusal then.
 */
export async function patiently(clock: Clock, { step, left }: Work): Promise<Refused | undefined> {
  let lastProgress = performance.now();
  let pauseMs = FIRST_PAUSE_MS;
  for (let before = left(); before > 0; before = left()) {
    const error = await step().then(() => undefined, refusal);
    if (left() < before) {
      lastProgress = performance.now();
      pauseMs = FIRST_PAUSE_MS;
    }
    if (performance.now() - lastProgress >= clock.patienceMs) return error;
    if (!error) continue;
    await clock.sleep(pauseMs);
    pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS);
  }
  return undefined;
}
