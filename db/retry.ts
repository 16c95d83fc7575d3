import { Refused } from "../src/errors";

const MAX_MS = 60_000;

/** Retries what is refused with a `retryAfterMs`, for a minute: a command that runs for an hour survives a short outage. */
export async function retried<T>(work: () => Promise<T>): Promise<T> {
  const deadline = performance.now() + MAX_MS;
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
