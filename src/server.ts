import * as changes from "../db/accounts/changes";
import * as primary from "../db/accounts/primary";
import * as pruning from "../db/accounts/pruning";
import { lossesIn, type Store } from "../db/damage";
import * as disk from "../db/files/disk";
import { useFiles } from "../db/files/files";
import * as s3 from "../db/files/s3";
import { lock } from "../db/history/lock";
import * as spare from "../db/spare";
import { createApp } from "./app";
import * as sessions from "./auth/sessions";
import * as tokens from "./auth/tokens";
import * as local from "./bus/local";
import * as machines from "./bus/machines";
import * as order from "./bus/order";
import * as revs from "./bus/revs";
import * as descriptors from "./capacity/descriptors";
import { removeAtPrimary } from "./door/primary/gone";
import * as replicas from "./door/primary/replicas";
import { type Env, env, useEnv } from "./env";
import * as feeds from "./feed/feed";
import * as sentFiles from "./files/service";
import * as presence from "./friends/presence";
import * as friends from "./friends/service";
import { log } from "./log";
import { publishAfter } from "./messages/changes/publish";
import { backfill } from "./messages/publish/backfill";
import * as stored from "./messages/stored/service";
import * as system from "./messages/system";
import * as writer from "./messages/writer";
import * as demo from "./ops/demo";
import * as drain from "./ops/drain";
import * as metrics from "./ops/metrics";
import * as vapid from "./push/keys";
import * as notifications from "./push/notifications/service";
import * as owed from "./push/owed/service";
import * as sending from "./push/sending/sending";
import * as push from "./push/service";
import * as watching from "./reading/watching";
import { onBack, onMachineFact, onRoomFacts } from "./remote";
import * as roomChanges from "./rooms/follow";
import * as membership from "./rooms/membership";
import * as profiles from "./rooms/profiles/service";
import * as indexing from "./search/indexing";
import { closeAll } from "./socket/newcomers";
import { websocket } from "./socket/socket";
import { openAccounts, openHistory, openTold } from "./stores";
import * as pictures from "./users/pictures/service";
import * as users from "./users/service";

const SESSIONS_SWEEP_MS = 3600_000;
const PICTURES_SWEEP_MS = 60_000;
// Descriptors in reserve that were used are replaced once there is room again.
const SPARES_MS = 1000;
const FILES_SWEEP_MS = 600_000;
// One byte too many is refused by our own code, also in a form, which adds to the file. JSON has its own limit.
const maxBody = () => (env.MAX_FILE_MB + 1) * 1024 * 1024;
// How long requests under way may take once the server stops.
const GRACE_MS = 3000;

type Stop = () => unknown;
/** A part that keeps state. `start` answers how to stop it, where that is needed. */
type ServerPart = { name: string; start: () => Stop | void | Promise<Stop | void> };

/** What `start` finds out on the way. */
type Found = { damaged: Store[]; url: string; metricsUrl?: string };

/**
 * Starts the server under `checked`; answers where it listens, and how to stop it so that nothing acked is lost.
 * A store whose log is damaged is opened read-only, until `isLossAccepted`.
 */
export async function start(checked: Env, isLossAccepted = false) {
  useEnv(checked);
  log.level = env.LOG_LEVEL;
  const found: Found = { damaged: [], url: "" };
  const stops: Stop[] = [];
  const stop = async () => {
    for (let last = stops.pop(); last; last = stops.pop()) await last();
  };
  try {
    for (const part of partsOf(found, isLossAccepted)) stops.push((await part.start()) ?? (() => undefined));
  } catch (error) {
    await stop();
    throw error;
  }
  return { ...found, stop };
}

/** In the order in which they start. They stop in the opposite order. */
function partsOf(found: Found, isLossAccepted: boolean): ServerPart[] {
  const isReadonly = (store: Store) => found.damaged.includes(store);
  const isShared = env.isOneOfMany && env.MONGO_URL !== undefined;
  const secret = () => env.JWT_SECRET ?? tokens.keptSecret(env.DATA_DIR);
  return [
    { name: "lock", start: () => (isShared ? undefined : lock(env.DATA_DIR)) },
    {
      name: "damage",
      // A log that other machines write to cannot be checked.
      start: async () => void (found.damaged = isShared ? [] : await lossesIn(env.DATA_DIR, isLossAccepted)),
    },
    { name: "accounts", start: () => openAccounts(isReadonly("accounts")) },
    { name: "history", start: () => openHistory(isReadonly("history")) },
    {
      name: "files",
      start: () => useFiles(env.S3_URL ? s3.open(env.S3_URL) : disk.open(env.DATA_DIR)),
    },
    { name: "tokens", start: () => tokens.open(secret()) },
    { name: "push", start: () => openPush(secret()) },
    { name: "caches", start: () => forgetAll },
    { name: "bus", start: () => joinBus(secret()) },
    { name: "changes", start: () => followChanges(isReadonly("accounts")) },
    { name: "demo", start: () => (env.DEMO && primary.isPrimary() ? demo.fill() : undefined) },
    { name: "told", start: openTold },
    { name: "owed", start: () => (owed.start(), owed.stop) },
    {
      name: "stored",
      start: () => (stored.start([indexing.subscriber(env.DATA_DIR), owed.subscriber]), stored.stop),
    },
    { name: "presence", start: () => (presence.start(), presence.stop) },
    { name: "sweeps", start: startSweeps },
    { name: "pruning", start: pruning.start },
    {
      name: "metrics",
      start: () => {
        const served = metrics.serve();
        found.metricsUrl = served?.url;
        return served?.stop;
      },
    },
    { name: "replica", start: () => (env.LITEFS_DIR ? replicas.start() : undefined) },
    {
      name: "connections",
      start: () => {
        const { url, stop } = listen();
        found.url = url;
        return stop;
      },
    },
  ];
}

function openPush(secret: string): Stop {
  vapid.open(secret);
  push.onGone(removeAtPrimary);
  return sending.stop;
}

function forgetAll(): void {
  order.forgetAll();
  revs.forgetAll();
  membership.forgetAll();
  friends.forget();
}

async function joinBus(secret: string): Promise<Stop> {
  order.useBackfill(backfill);
  revs.usePublisher(publishAfter);
  membership.onCountsChanged(watching.planRecount);
  const handlers = { room: onRoomFacts, all: onMachineFact, back: onBack };
  if (env.REDIS_URL) await machines.join(env.REDIS_URL, secret, handlers);
  return async () => {
    watching.stop();
    await machines.leave();
  };
}

async function followChanges(isReadonly: boolean): Promise<Stop> {
  if (!isReadonly) sessions.trim();
  const complete = async () => {
    if (!isReadonly) users.completeLikenesses();
    await system.catchUp();
  };
  if (primary.isPrimary()) await complete();
  primary.onRoleChange((isPrimary) => isPrimary && void complete());
  // The order matters: rooms must know their new members before system messages about them are published.
  const notify = env.LITEFS_DIR ? undefined : () => machines.broadcast({ type: "changed" });
  const others = env.REDIS_URL ? { notify, onDiverged: startOver } : undefined;
  const followers = [
    sessions.onChange,
    users.onChange,
    friends.onChange,
    roomChanges.onChange,
    profiles.onChange,
    notifications.onChange,
  ];
  changes.follow(followers, system.onChange, others);
  return async () => {
    await changes.stop();
    system.stop();
    roomChanges.stop();
    profiles.stop();
  };
}

/** The accounts have been replaced: who is in which room may have changed, so everyone must reconnect. */
function startOver(): void {
  membership.forgetAll();
  friends.forget();
  for (const subscriber of local.everyone()) subscriber.end("restart");
}

function startSweeps(): Stop {
  const sweeps = [
    setInterval(() => void sessions.sweep(), SESSIONS_SWEEP_MS),
    setInterval(() => void pictures.sweep(), PICTURES_SWEEP_MS),
    setInterval(() => void sentFiles.sweep(), FILES_SWEEP_MS),
    setInterval(spare.fill, SPARES_MS),
  ];
  spare.fill();
  return () => sweeps.forEach(clearInterval);
}

function listen(): { url: string; stop: Stop } {
  feeds.start();
  drain.begin();
  const app = createApp();
  // Elysia shares a port by default: a second server would silently get half of the people.
  app.listen({
    hostname: env.HOST,
    port: env.PORT,
    reusePort: false,
    maxRequestBodySize: maxBody(),
    websocket,
  });
  const { server } = app;
  if (!server) throw new Error("The server does not listen");
  local.attach(server);
  const stopLooking = descriptors.watch(server);
  const stop = async () => {
    await drain.drain();
    const quiet = server.stop();
    feeds.stop();
    for (const subscriber of local.everyone()) subscriber.end("restart");
    closeAll();
    await Promise.race([quiet, Bun.sleep(GRACE_MS)]);
    await writer.flushed();
    stopLooking();
    await server.stop(true);
    local.attach(undefined);
  };
  return { url: server.url.origin, stop };
}
