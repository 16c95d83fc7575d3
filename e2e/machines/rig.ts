// Several machines that serve one chat: Redis as the bus, MongoDB for messages, a shared disk or LiteFS for accounts, and a
// proxy in front that distributes requests and sockets.
import { gofakes3, startS3 } from "./files/s3";
import { type Lease, startLease } from "./litefs/lease";
import { litefs, nodeOf } from "./litefs/node";
import { Machine } from "./machine";
import { ferretdb, type Mongo, startLight, startMongo } from "./mongo";
import type { Part } from "./part";
import { missing } from "./programs/missing";
import { scratch } from "./programs/owned";
import { haproxy, startProxy } from "./proxy";
import { redisServer, startRedis } from "./redis";
import { type Line, startToxiproxy } from "./toxiproxy";

export interface RigOptions {
  /** Defaults to MACHINES, or two. */
  machines?: number;
  /** For all machines. */
  env?: Record<string, string>;
  /** For single machines, by name: a, b, c … */
  own?: Record<string, Record<string, string>>;
  /** The first machine creates the demo's data. */
  isDemo?: boolean;
  /** Keeps history in memory, for tests that are not about it. */
  isLight?: boolean;
  /** Machines reach Redis and MongoDB through Toxiproxy, so that a test can break the network. */
  isSpoilable?: boolean;
  /** The DATA_DIR of all machines; with LiteFS each has its own. */
  dir?: string;
  /** Where accounts are stored. Defaults to ACCOUNTS, or a shared disk. */
  accounts?: Accounts;
}

type Accounts = "shared" | "litefs";
const accountsOf = ({ accounts }: RigOptions): Accounts =>
  accounts ?? (process.env.ACCOUNTS === "litefs" ? "litefs" : "shared");

export interface Rig {
  /** Of the proxy. */
  url: string;
  dir: string;
  machines: Machine[];
  /** The environment that all machines share. */
  shared: Record<string, string>;
  redis: Part;
  mongo: Mongo;
  proxy: Part;
  lines: Record<"redis" | "mongo", Line> | undefined;
  close(): Promise<void>;
}

/** Why no rig can run here; undefined if it can. */
export const whyNoRig = (options: RigOptions = {}): Promise<string | undefined> =>
  missing([redisServer, haproxy, ferretdb, ...(accountsOf(options) === "litefs" ? [litefs, gofakes3] : [])]);

export async function startRig(options: RigOptions = {}): Promise<Rig> {
  const running: { close(): Promise<void> }[] = [];
  const track = async <Kind extends { close(): Promise<void> }>(starting: Promise<Kind>): Promise<Kind> => {
    const started = await starting;
    running.unshift(started);
    return started;
  };
  // In reverse order, so that nothing loses what it depends on.
  const close = async () => {
    for (const part of running.splice(0)) await part.close();
  };
  try {
    return { ...(await startAll(options, track)), close };
  } catch (error) {
    await close();
    throw error;
  }
}

type Track = <Kind extends { close(): Promise<void> }>(starting: Promise<Kind>) => Promise<Kind>;

async function startAll(options: RigOptions, track: Track): Promise<Omit<Rig, "close">> {
  const { dir = scratch("data"), isSpoilable = false, isLight = false } = options;
  const [redis, mongo, toxiproxy] = await allOf([
    track(startRedis()),
    track(isLight ? startLight() : startMongo()),
    isSpoilable ? track(startToxiproxy()) : undefined,
  ]);
  const lineTo = (url: string) => toxiproxy!.lineTo(new URL(url).host);
  const lines = toxiproxy && { redis: await lineTo(redis.url), mongo: await lineTo(mongo.url) };
  const isLiteFs = accountsOf(options) === "litefs";
  const lease = isLiteFs ? await track(Promise.resolve(startLease())) : undefined;
  const files = isLiteFs ? await track(startS3()) : undefined;
  const shared = {
    REDIS_URL: throughLine(lines?.redis, redis.url),
    MONGO_URL: throughLine(lines?.mongo, mongo.url),
    ...(files ? { ACK_REPLICAS: "1", S3_URL: files.url } : { ACCOUNTS_SHARED: "1" }),
    JWT_SECRET: "a secret of this rig alone, long enough",
    // The proxy connects from this address; clients of a test may have any other.
    TRUST_PROXY: "127.0.0.1",
  };
  const machines = await startMachines({ ...options, dir, lease }, shared, track);
  // The proxy trusts the same addresses as the machines, as in deploy/compose.yml.
  const trusted = options.env?.["TRUST_PROXY"]?.split(/[\s,]+/);
  const proxy = await track(
    startProxy(
      machines.map(({ url }) => url),
      trusted,
    ),
  );
  return { url: proxy.url, dir, machines, shared, redis, mongo, proxy, lines };
}

/** Starts the first machine before the others, because it creates what all share. */
async function startMachines(
  options: RigOptions & { lease: Lease | undefined },
  shared: Record<string, string>,
  track: Track,
) {
  const { machines: count = Number(process.env.MACHINES || 2), env, own = {}, isDemo = false, dir } = options;
  const start = async (index: number) => {
    const name = String.fromCharCode("a".charCodeAt(0) + index);
    const flags = isDemo && index === 0 ? ["--demo"] : [];
    const node = options.lease && (await nodeOf(name, options.lease.url));
    const machine = new Machine({
      name,
      dir: node ? undefined : dir,
      flags,
      node,
      env: { ...shared, ...env, ...own[name] },
    });
    await machine.start();
    return machine;
  };
  const others = Array.from({ length: count - 1 }, (_, i) => i + 1);
  const first = await track(start(0));
  return [first, ...(await allOf(others.map((index) => track(start(index)))))];
}

// Waits for all even if one fails, so that the others can be stopped.
async function allOf<const All extends readonly unknown[]>(
  starting: All,
): Promise<{ -readonly [Index in keyof All]: Awaited<All[Index]> }> {
  await Promise.allSettled(starting);
  return Promise.all(starting);
}

function throughLine(line: Line | undefined, url: string): string {
  return line ? url.replace(new URL(url).host, line.address) : url;
}
