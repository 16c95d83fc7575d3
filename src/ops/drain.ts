import * as local from "../bus/local";
import { sendAway } from "../door/welcome";
import { env } from "../env";
import * as feeds from "../feed/feed";
import { log } from "../log";
import type { ServerFrame } from "../protocol/frames";
import { turnAway } from "../socket/newcomers";
import * as health from "./health";

// A machine that is told to go lets its people move to another first, and does all it ever did meanwhile. The times add
// up to less than what those who would kill it wait for (`kill_timeout` in fly.toml): 20 s here, and 3 s at most for what
// is under way in the end.

// Whoever stands before the machines looks at /ready, and sends nobody here any more once everyone comes again.
const NOTICE_MS = 1000;
// People come to another machine at 200 a second, in which each welcome is read from history; few are gone in a moment.
const APART_MS = 5;
const SHORTEST_MS = 500;
const LONGEST_MS = 10_000;
// Then it goes all the same, and whoever is still here comes back by themselves.
export const DRAIN_MS = 20_000;

let hurried = Promise.withResolvers<void>();

/**
 * From now on nobody new is taken in. Resolves once everyone has gone to another machine, or has had the time for it;
 * where there is no other machine, at once.
 */
export async function drain(): Promise<void> {
  health.drain();
  if (!env.isOneOfMany) return;
  sendAway();
  turnAway();
  feeds.keepNone();
  if (local.everyone().length === 0) return;
  const begun = performance.now();
  const over = Promise.race([local.whenEmpty(), hurried.promise]);
  await Promise.race([over, Bun.sleep(NOTICE_MS)]);
  const told = announce();
  await Promise.race([over, Bun.sleep(begun + DRAIN_MS - performance.now())]);
  const ms = Math.round(performance.now() - begun);
  log.info({ told, left: local.everyone().length, ms }, "drained");
}

/** Whoever is asked twice to go does not wait for anybody. */
export const hurry = (): void => hurried.resolve();

/** Told once, it sees to its people first; told again, it makes haste. Answers how it is told from within. */
export function onSignals(stop: () => Promise<void>): (exitCode: number) => void {
  const fail = (error: unknown) => {
    log.error({ err: error }, "it did not stop as it should");
    process.exit(1);
  };
  let isGoing = false;
  const go = (exitCode: number) => {
    if (isGoing) return hurry();
    isGoing = true;
    void stop().then(() => process.exit(exitCode), fail);
  };
  process.on("SIGTERM", () => go(0));
  process.on("SIGINT", () => go(0));
  return go;
}

/** It begins anew. */
export function begin(): void {
  hurried = Promise.withResolvers();
  sendAway(false);
  health.drain(false);
}

function announce(): number {
  const everyone = local.everyone();
  const withinMs = Math.min(LONGEST_MS, Math.max(SHORTEST_MS, everyone.length * APART_MS));
  const text = JSON.stringify({ type: "drain", withinMs } satisfies ServerFrame);
  for (const subscriber of everyone) subscriber.deliver(local.topicOf.user(subscriber.userId), text);
  return everyone.length;
}
