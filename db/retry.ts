import { Refused } from "../src/errors";

const PATIENCE_MS = 60_000;

/** What is refused for the moment is asked again, for a minute: no command of an hour fails by a second. */
export async function patient<T>(work: () => Promise<T>): Promise<T> {
  const deadline = performance.now() + PATIENCE_MS;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      const after = error instanceof Refused ? error.details.retryAfterMs : undefined;
      if (after === undefined || performance.now() > deadline) throw error;
      await Bun.sleep(after);
    }
  }
}
