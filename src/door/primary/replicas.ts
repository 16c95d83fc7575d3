import * as primary from "../../../db/accounts/primary";
import { env } from "../../env";
import { log } from "../../log";
import { markFor } from "./mark";

/**
 * A primary that dies loses what no replica has, and one that was suspended may briefly believe that it still is the
 * primary. So a change of accounts is answered only once at least ACK_REPLICAS replicas, and all that are in touch, have
 * it. Each replica reports its position over HTTP, whenever it advances and at least twice a second.
 */
export const PATH = "/internal/replica";
// The length of a position, with room to spare.
export const MAX_BYTES = 64;

const BEAT_MS = 500;
// A replica without a report for this long is not waited for. Less than PATIENCE_MS, so that its death causes no refusals.
const IN_TOUCH_MS = 1500;
const PATIENCE_MS = 2000;

const replicas = new Map<string, { at: primary.Position; receivedAt: number }>();
let waiting = Promise.withResolvers<void>();

/** Starts to report this machine's position to the primary; returns how to stop. */
export function start(): () => void {
  const end = new AbortController();
  void report(end.signal);
  return () => {
    end.abort();
    replicas.clear();
  };
}

/** A replica's report of its position. */
export function receive(from: string, at: primary.Position): void {
  replicas.set(from, { at, receivedAt: performance.now() });
  waiting.resolve();
  waiting = Promise.withResolvers();
}

/** Refuses `read-only`, before anything is written, where too few replicas are in touch. */
export const mustBeInTouch = (): Promise<void> => until(() => inTouch().length >= env.ACK_REPLICAS);

/** Resolves when enough replicas have it; refuses `read-only` where that takes too long, though it may have been written. */
export const have = (there: primary.Position): Promise<void> =>
  until(() => inTouch().length >= env.ACK_REPLICAS && isEverywhere(there));

/** Resolves when all replicas in touch have it, however few, or after PATIENCE_MS: it never refuses. */
export const inTouchHave = (there: primary.Position): Promise<void> =>
  until(() => isEverywhere(there)).catch(() => undefined);

const isEverywhere = (there: primary.Position): boolean =>
  inTouch().every(({ at }) => primary.covers(at, there));

async function until(isSo: () => boolean): Promise<void> {
  if (env.ACK_REPLICAS === 0) return;
  const late = performance.now() + PATIENCE_MS;
  while (!isSo()) {
    const left = late - performance.now();
    if (left <= 0 || !primary.isPrimary()) throw primary.readOnly();
    await Promise.race([waiting.promise, Bun.sleep(Math.min(left, BEAT_MS))]);
  }
}

function inTouch() {
  const now = performance.now();
  return [...replicas.values()].filter(({ receivedAt }) => now - receivedAt < IN_TOUCH_MS);
}

async function report(end: AbortSignal): Promise<void> {
  while (!end.aborted) {
    // Read together, so that no primary gets a position that belongs to another primary.
    const [url, at] = [primary.url(), primary.position()];
    if (url) await post(url, at);
    if (primary.position() === at) await primary.nextEvent(BEAT_MS);
  }
}

async function post(url: string, at: primary.Position): Promise<void> {
  const asked = { method: "POST", path: PATH, body: Buffer.from(at) };
  const headers = [markFor(asked, { from: env.ADVERTISE_URL ?? "" })];
  const signal = AbortSignal.any([primary.leaderSignal(), AbortSignal.timeout(2 * BEAT_MS)]);
  try {
    await (await fetch(url + PATH, { method: "POST", headers, body: at, signal })).arrayBuffer();
  } catch (error) {
    log.debug({ err: error }, "could not report this machine's position to the primary");
    await Bun.sleep(BEAT_MS / 5);
  }
}
