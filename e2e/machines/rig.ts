// Several machines as one chat: Redis between them, MongoDB for what was said, one disk or LiteFS for who is who, and a proxy
// before them that gives every request and every socket to the next.
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
  /** Else as many as MACHINES says, or two. */
  machines?: number;
  /** For all of them. */
  env?: Record<string, string>;
  /** For one, by its name: a, b, c … */
  own?: Record<string, Record<string, string>>;
  /** The first one is told to fill in the demo. */
  isDemo?: boolean;
  /** History is not what is tested: it is kept in memory. */
  isLight?: boolean;
  /** Machines reach Redis and MongoDB by lines that can be spoilt. */
  isSpoilable?: boolean;
  /** The DATA_DIR of all; with LiteFS each has its own. */
  dir?: string;
  /** Where accounts are: else where ACCOUNTS says, or on the one disk that all share. */
  accounts?: Accounts;
}

type Accounts = "shared" | "litefs";
const accountsOf = ({ accounts }: RigOptions): Accounts =>
  accounts ?? (process.env.ACCOUNTS === "litefs" ? "litefs" : "shared");

export interface Rig {
  /** The proxy's. */
  url: string;
  dir: string;
  machines: Machine[];
  /** What each machine is told of the others. */
  shared: Record<string, string>;
  redis: Part;
  mongo: Mongo;
  proxy: Part;
  lines: Record<"redis" | "mongo", Line> | undefined;
  close(): Promise<void>;
}

/** Why there can be no rig here; undefined where there can. */
export const whyNoRig = (options: RigOptions = {}): Promise<string | undefined> =>
  missing([redisServer, haproxy, ferretdb, ...(accountsOf(options) === "litefs" ? [litefs, gofakes3] : [])]);

export async function startRig(options: RigOptions = {}): Promise<Rig> {
  const running: { close(): Promise<void> }[] = [];
  const track = async <Kind extends { close(): Promise<void> }>(starting: Promise<Kind>): Promise<Kind> => {
    const started = await starting;
    running.unshift(started);
    return started;
  };
  // Last begun, first ended: nobody misses what they need.
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
    // The proxy, which comes from here; people of a test may have any other.
    TRUST_PROXY: "127.0.0.1",
  };
  const machines = await startMachines({ ...options, dir, lease }, shared, track);
  // Whom the machines trust the proxy trusts as well, as in deploy/compose.yml.
  const trusted = options.env?.["TRUST_PROXY"]?.split(/[\s,]+/);
  const proxy = await track(
    startProxy(
      machines.map(({ url }) => url),
      trusted,
    ),
  );
  return { url: proxy.url, dir, machines, shared, redis, mongo, proxy, lines };
}

/** The first one alone first: it makes what all of them share. */
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

// Where one fails, the others are waited for all the same: they are there to be ended then.
async function allOf<const All extends readonly unknown[]>(
  starting: All,
): Promise<{ -readonly [Index in keyof All]: Awaited<All[Index]> }> {
  await Promise.allSettled(starting);
  return Promise.all(starting);
}

function throughLine(line: Line | undefined, url: string): string {
  return line ? url.replace(new URL(url).host, line.address) : url;
}
