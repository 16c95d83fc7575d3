import * as primary from "../../../db/accounts/primary";
import { env } from "../../env";
import { log } from "../../log";
import { markFor } from "./mark";

/**
 * A primary that dies takes with it what nobody else has, and one that was stopped and wakes up may believe for a moment
 * that it still is one. So what changes accounts is answered only when ACK_REPLICAS other machines have it, and all that
 * are in touch: each says how far its copy has come, over HTTP, whenever it has come further and twice a second besides.
 */
export const PATH = "/internal/replica";
// A position.
export const MAX_BYTES = 64;

const BEAT_MS = 500;
// Whoever has been silent for longer is not waited for; shorter than the patience, so that one that dies costs no refusal.
const IN_TOUCH_MS = 1500;
const PATIENCE_MS = 2000;

const replicas = new Map<string, { at: primary.Position; heardAt: number }>();
let waiting = Promise.withResolvers<void>();

/** From now on this machine says how far it has come, to whoever is primary; answers how to end it. */
export function start(): () => void {
  const end = new AbortController();
  void report(end.signal);
  return () => {
    end.abort();
    replicas.clear();
  };
}

/** A replica has come so far. */
export function receive(from: string, at: primary.Position): void {
  replicas.set(from, { at, heardAt: performance.now() });
  waiting.resolve();
  waiting = Promise.withResolvers();
}

/** Refuses `read-only` where there are too few for a write to be answered: nothing is written then. */
export const mustBeInTouch = (): Promise<void> => until(() => inTouch().length >= env.ACK_REPLICAS);

/** Resolves when enough of them have it; refuses `read-only` where that takes too long. It may have been written then. */
export const have = (there: primary.Position): Promise<void> =>
  until(() => inTouch().length >= env.ACK_REPLICAS && isEverywhere(there));

/** Resolves when those that are in touch have it, however many they are, and after a while without: it never refuses. */
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
  return [...replicas.values()].filter(({ heardAt }) => now - heardAt < IN_TOUCH_MS);
}

async function report(end: AbortSignal): Promise<void> {
  while (!end.aborted) {
    // Read together: a position is never told to one primary that another one has made.
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
    log.debug({ err: error }, "the primary does not receive how far this machine has come");
    await Bun.sleep(BEAT_MS / 5);
  }
}
