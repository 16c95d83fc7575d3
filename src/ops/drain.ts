import * as local from "../bus/local";
import { refuseNew } from "../door/welcome";
import { env } from "../env";
import * as feeds from "../feed/feed";
import { log } from "../log";
import type { ServerFrame } from "../protocol/frames";
import { closeAll } from "../socket/newcomers";
import * as health from "./health";

// On SIGTERM a machine first lets its clients move to another machine, and serves them meanwhile. The times must add up to
// less than the kill timeout (`kill_timeout` in fly.toml): 20 s here, and at most 3 s for the last requests.

// Time for the load balancer to see /ready fail, so that reconnecting clients reach another machine.
const NOTICE_MS = 1000;
// Spreads the reconnects to 200 a second: each welcome is read from history. Within SHORTEST_MS and LONGEST_MS.
const APART_MS = 5;
const SHORTEST_MS = 500;
const LONGEST_MS = 10_000;
// Then it stops anyway; the remaining clients reconnect by themselves.
export const DRAIN_MS = 20_000;

let hurried = Promise.withResolvers<void>();

/**
 * Refuses new sockets and feeds from now on. Resolves once all clients have moved to another machine, or after DRAIN_MS; at
 * once where there is no other machine.
 */
export async function drain(): Promise<void> {
  health.setDraining();
  if (!env.isOneOfMany) return;
  refuseNew();
  closeAll();
  feeds.keepNone();
  if (local.everyone().length === 0) return;
  const begun = performance.now();
  const over = Promise.race([local.whenEmpty(), hurried.promise]);
  await Promise.race([over, Bun.sleep(NOTICE_MS)]);
  const notified = announce();
  await Promise.race([over, Bun.sleep(begun + DRAIN_MS - performance.now())]);
  const ms = Math.round(performance.now() - begun);
  log.info({ told: notified, left: local.everyone().length, ms }, "drained");
}

/** Ends the wait for clients: the machine was asked to stop a second time. */
export const hurry = (): void => hurried.resolve();

/** The first signal stops gracefully, a second one at once. Returns how to stop from within. */
export function onSignals(stop: () => Promise<void>): (exitCode: number) => void {
  const fail = (error: unknown) => {
    log.error({ err: error }, "the shutdown failed");
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

/** Resets the state, for a new start in the same process. */
export function begin(): void {
  hurried = Promise.withResolvers();
  refuseNew(false);
  health.setDraining(false);
}

function announce(): number {
  const everyone = local.everyone();
  const withinMs = Math.min(LONGEST_MS, Math.max(SHORTEST_MS, everyone.length * APART_MS));
  const text = JSON.stringify({ type: "drain", withinMs } satisfies ServerFrame);
  for (const subscriber of everyone) subscriber.deliver(local.topicOf.user(subscriber.userId), text);
  return everyone.length;
}
