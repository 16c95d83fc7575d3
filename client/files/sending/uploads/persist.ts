import { RequestError } from "../../../api";
import { backOff } from "../../../live/carriers/wait";
import type { OutboxFault } from "../../../messages/outbox/draft";

/** Refused for good: the author decides what becomes of it. */
export class UploadRefused extends Error {
  constructor(readonly refusal: { code: OutboxFault; retryAfterMs?: number | undefined }) {
    super(refusal.code);
  }
}

// A wait that the server asks for is kept up to this long, in ms; beyond it the author is asked.
const LONGEST_MS = 60_000;
// A server that fails this often in a row, without a byte between, will not do it the next time either.
const MOST_FAULTS = 6;
const WAITING = new Set<RequestError["code"]>(["offline", "overloaded", "read-only", "timeout", "conflict"]);

interface Persisting {
  signal: AbortSignal;
  /** Whether anything has arrived since the last time that it was asked. */
  hasMoved: () => boolean;
}

/** Repeats a step until it succeeds, or is refused for good. Without a network it waits for that. */
export async function persist<Result>(
  step: () => Promise<Result>,
  { signal, hasMoved }: Persisting,
): Promise<Result> {
  for (let faults = 0; ; faults++) {
    signal.throwIfAborted();
    try {
      return await step();
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof RequestError)) throw error;
      if (hasMoved()) faults = 0;
      const { code, retryAfterMs } = error;
      const ms = retryAfterMs ?? backOff(faults);
      const isPassing = WAITING.has(code) || (code === "internal" && faults < MOST_FAULTS) || isShort(error);
      if (!isPassing || ms > LONGEST_MS) throw refusedBy(error);
      await wait(ms, signal, code === "offline");
    }
  }
}

const isShort = ({ code, retryAfterMs = 0 }: RequestError): boolean =>
  code === "rate-limited" && retryAfterMs <= LONGEST_MS;

const refusedBy = ({ code, retryAfterMs }: RequestError): UploadRefused =>
  new UploadRefused({ code: code === "offline" ? "internal" : code, retryAfterMs });

/** Ends early once the browser is online again, if that is what it waits for. */
function wait(ms: number, signal: AbortSignal, isForNetwork: boolean): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(end, ms);
    signal.addEventListener("abort", end);
    if (isForNetwork) addEventListener("online", end);

    function end(): void {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      removeEventListener("online", end);
      if (signal.aborted) reject(signal.reason as Error);
      else resolve();
    }
  });
}
