import * as changes from "../db/accounts/changes";
import * as accounts from "../db/accounts/open";
import * as primary from "../db/accounts/primary";
import * as pruning from "../db/accounts/pruning";
import { watch } from "../db/accounts/watch";
import { lossesIn, type Store } from "../db/damage";
import * as disk from "../db/files/disk";
import { useFiles } from "../db/files/files";
import * as s3 from "../db/files/s3";
import { hold } from "../db/history/held";
import { type History, history, useHistory } from "../db/history/history";
import { lock } from "../db/history/lock";
import * as sqliteHistory from "../db/history/sqlite";
import * as spare from "../db/spare";
import { createApp } from "./app";
import * as sessions from "./auth/sessions";
import * as tokens from "./auth/tokens";
import type { ReceivedFact, MachineFact } from "./bus/facts";
import * as local from "./bus/local";
import * as machines from "./bus/machines";
import * as order from "./bus/order";
import * as descriptors from "./capacity/descriptors";
import * as replicas from "./door/primary/replicas";
import { type Env, env, readEnv, useEnv } from "./env";
import * as feeds from "./feed/feed";
import * as presence from "./friends/presence";
import * as friends from "./friends/service";
import { log } from "./log";
import { backfill } from "./messages/backfill";
import * as remoteMessages from "./messages/remote";
import * as system from "./messages/system";
import * as writer from "./messages/writer";
import * as demo from "./ops/demo";
import * as drain from "./ops/drain";
import * as metrics from "./ops/metrics";
import { timed } from "./ops/metrics/history";
import * as reading from "./reading/service";
import * as watching from "./reading/watching";
import * as roomChanges from "./rooms/follow";
import * as membership from "./rooms/membership";
import { turnAway } from "./socket/newcomers";
import { websocket } from "./socket/socket";
import * as avatars from "./users/avatar/service";

const SESSIONS_SWEEP_MS = 3600_000;
const PICTURES_SWEEP_MS = 60_000;
// Those that were needed are missing until there is room again.
const SPARES_MS = 1000;
// A picture of 5 MB, and some slack: who says one byte too many should hear it from us. JSON has a limit of its own.
const MAX_BODY = 6 * 1024 * 1024;
// For what is under way when we are told to go; then we go all the same.
const GRACE_MS = 3000;

/**
 * Starts the server under `checked`; answers where it listens, and how to stop it so that nothing acked is lost.
 * A store whose log is damaged is only read, until `isLossAccepted`.
 */
export async function start(checked: Env, isLossAccepted = false) {
  useEnv(checked);
  log.level = env.LOG_LEVEL;
  const isShared = env.isOneOfMany && env.MONGO_URL !== undefined;
  const letGo = isShared ? () => undefined : lock(env.DATA_DIR);
  // A log that other machines are writing to cannot be judged.
  const damaged = isShared ? [] : await lossesIn(env.DATA_DIR, isLossAccepted);
  await openAccounts(damaged.includes("accounts"));
  useHistory(timed(await openHistory(damaged.includes("history"))));
  useFiles(env.S3_URL ? s3.open(env.S3_URL) : disk.open(env.DATA_DIR));
  const secret = env.JWT_SECRET ?? tokens.keptSecret(env.DATA_DIR);
  tokens.open(secret);
  order.useBackfill(backfill);
  membership.onCountsChanged(watching.countsChanged);
  if (env.REDIS_URL)
    await machines.join(env.REDIS_URL, secret, {
      room: onRoomFacts,
      all: onMachineFact,
      back: watching.recountAll,
    });
  if (!damaged.includes("accounts")) sessions.trim();
  if (primary.isPrimary()) await system.catchUp();
  primary.whenChanged((isPrimary) => isPrimary && void system.catchUp());
  // The order matters: rooms must know their new members before these are told of.
  const notifyMachines = env.LITEFS_DIR ? undefined : () => machines.broadcast({ type: "changed" });
  const others = env.REDIS_URL ? { notifyMachines, torn } : undefined;
  changes.follow([sessions.follow, friends.follow, roomChanges.follow], system.follow, others);
  if (env.DEMO && primary.isPrimary()) await demo.fill();
  feeds.start();
  presence.start();
  drain.begin();
  const sweeps = [
    setInterval(() => void sessions.sweep(), SESSIONS_SWEEP_MS),
    setInterval(() => void avatars.sweep(), PICTURES_SWEEP_MS),
    setInterval(spare.fill, SPARES_MS),
  ];
  spare.fill();
  const app = createApp();
  // Elysia shares a port by default: a second server would silently take half of the people.
  app.listen({
    hostname: env.HOST,
    port: env.PORT,
    reusePort: false,
    maxRequestBodySize: MAX_BODY,
    websocket,
  });
  const { server } = app;
  if (!server) throw new Error("The server does not listen");
  local.attach(server);
  const stopLooking = descriptors.watch(server);
  const stopPruning = pruning.start();
  const stopReporting = env.LITEFS_DIR ? replicas.start() : undefined;
  const measures = metrics.serve();

  const stop = async () => {
    await drain.drain();
    for (const sweep of sweeps) clearInterval(sweep);
    const quiet = server.stop();
    feeds.stop();
    for (const subscriber of local.everyone()) subscriber.end("restart");
    turnAway();
    await Promise.race([quiet, Bun.sleep(GRACE_MS)]);
    await writer.flushed();
    stopPruning();
    await changes.stop();
    stopReporting?.();
    stopLooking();
    system.stop();
    roomChanges.stop();
    watching.stop();
    presence.stop();
    await machines.leave();
    await server.stop(true);
    measures?.stop();
    local.attach(undefined);
    order.forgetAll();
    membership.forgetAll();
    friends.forget();
    await history.close();
    accounts.close();
    primary.leave();
    letGo();
  };
  return { url: server.url.origin, metricsUrl: measures?.url, stop, damaged };
}

async function openAccounts(readonly: boolean): Promise<void> {
  if (!env.LITEFS_DIR) return accounts.open(env.DATA_DIR, readonly);
  await primary.join(env.LITEFS_DIR, env.LITEFS_URL);
  await accounts.openCopy(env.LITEFS_DIR);
}

/** Who is in which room may be another story now: everyone comes in anew. */
function torn(): void {
  membership.forgetAll();
  friends.forget();
  for (const subscriber of local.everyone()) subscriber.end("restart");
}

async function openHistory(readonly: boolean): Promise<History> {
  if (!env.MONGO_URL) return hold(sqliteHistory.open(env.DATA_DIR, { readonly }));
  // The driver takes a fifth of a start: whoever does without it should not wait for it.
  const mongo = await import("../db/history/mongo");
  return mongo.open(env.MONGO_URL);
}

/** What another machine tells of a room. What goes wrong with one fact is no reason to miss the next. */
function onRoomFacts(roomId: string, facts: ReceivedFact[]): void {
  for (const fact of facts) {
    try {
      onRoomFact(roomId, fact);
    } catch (error) {
      log.error({ err: error, roomId, fact: fact.type }, "what another machine tells could not be followed");
    }
  }
}

function onRoomFact(roomId: string, fact: ReceivedFact): void {
  switch (fact.type) {
    case "message":
      return remoteMessages.onMessage(fact);
    case "private":
      return remoteMessages.onPrivateMessage(roomId, fact.seq);
    case "read":
      return reading.onRead(roomId, fact.userId, fact.seq);
    case "typing":
      return reading.onTyping(roomId, fact.userId);
    default:
      fact satisfies never;
  }
}

/** What another machine tells all. */
function onMachineFact(fact: MachineFact): void {
  if (fact.type === "changed") void changes.settled();
  else if (fact.type !== "beat") presence.onFact(fact);
}

const adviceOn = (damaged: Store[]): string => `
  !!! Damaged: ${damaged.join(" and ")}. What is left is served, and nothing is written to it. The log above names the last
      message that is left of each room. Restore a backup of DATA_DIR; or go on without what is lost, by starting once with
      --accept-loss. The damaged log is then kept aside.
`;

async function main(): Promise<void> {
  const isDemo = process.argv.includes("--demo");
  const running = await start(
    readEnv({ ...process.env, ...(isDemo && !process.env["DEMO"] && { DEMO: "1" }) }),
    process.argv.includes("--accept-loss"),
  );
  log.info(
    {
      url: running.url,
      metrics: running.metricsUrl,
      machine: env.MACHINE,
      dataDir: env.DATA_DIR,
      limits: env.LIMITS,
    },
    "listening",
  );
  if (running.damaged.length > 0) console.error(adviceOn(running.damaged));
  if (isDemo) demo.invite(running.url);
  // One request's fault must not cost everyone their connection; what lasts is written in transactions.
  process.on("unhandledRejection", (error) => log.error({ err: error }, "a rejection that nobody handled"));
  process.on("uncaughtException", (error) => log.error({ err: error }, "an exception that nobody caught"));
  const go = drain.onSignals(running.stop);
  if (env.LITEFS_DIR) watch(env.LITEFS_URL, () => leaveLiteFS(go));
}

/** No one can be known here any more, nor what ends their access: everyone is sent elsewhere at once. */
function leaveLiteFS(go: (exitCode: number) => void): void {
  log.fatal("LiteFS is gone, or hangs: this machine ends");
  primary.whenSilent(() => undefined);
  accounts.beAway(true);
  go(1);
  drain.hurry();
}

if (import.meta.main) {
  main().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  });
}
