import { afterAll, beforeAll, describe, expect, test } from "bun:test";

import { RedisClient } from "bun";
import { MongoClient } from "mongodb";

import { ferretdb, type Mongo, startMongo } from "./mongo";
import { Part } from "./part";
import { find } from "./programs/installed";
import { missing } from "./programs/missing";
import { onFreePort } from "./programs/ports";
import { redisServer, startRedis } from "./redis";
import { startToxiproxy, type Toxiproxy, toxiproxyServer } from "./toxiproxy";

const noRedis = await missing([redisServer]);
const noMongo = await missing([ferretdb]);
const noToxiproxy = await missing([redisServer, toxiproxyServer]);
for (const reason of new Set([noRedis, noMongo, noToxiproxy]))
  if (reason) console.error(`Skipped: ${reason}`);

describe.skipIf(noRedis !== undefined)("Redis", () => {
  let redis: Part;
  beforeAll(async () => void (redis = await startRedis()));
  afterAll(() => redis.close());

  test("restarts on the same port after a kill, without its data", async () => {
    const { url } = redis;
    await withRedis(url, (client) => client.set("said", "hi"));
    await redis.kill();
    await redis.start();
    expect(redis.url).toBe(url);
    expect(await withRedis(url, (client) => client.get("said"))).toBeNull();
  });

  test("does not answer while it is stopped, and answers pending requests when it continues", async () => {
    await withRedis(redis.url, async (client) => {
      await client.ping();
      await redis.stop();
      let isAnswered = false;
      const answer = client.ping().then(() => (isAnswered = true));
      // Meanwhile another Redis is started and answers.
      const other = await startRedis();
      await withRedis(other.url, (one) => one.ping());
      await other.close();
      expect(isAnswered).toBe(false);
      redis.cont();
      await answer;
    });
  });

  test("uses another port if the first is taken", async () => {
    const taken = new URL(redis.url).port;
    let first: string | undefined = taken;
    const other = await onFreePort((free) => {
      const port = first ?? String(free);
      first = undefined;
      const command = [redisServer(), "--bind", "127.0.0.1", "--save", "", "--port", port];
      return new Part({ name: "redis", url: `redis://127.0.0.1:${port}`, command, isUp: /Ready to accept/ });
    });
    expect(new URL(other.url).port).not.toBe(taken);
    await withRedis(other.url, (client) => client.ping());
    await other.close();
  });
});

describe.skipIf(noMongo !== undefined)("MongoDB", () => {
  let mongo: Mongo;
  beforeAll(async () => void (mongo = await startMongo()));
  afterAll(() => mongo.close());

  test("restarts on the same port after a kill, with its data", async () => {
    const give = (client: MongoClient) => client.db().collection("said").insertOne({ text: "hi" });
    await withMongo(mongo.url, give);
    // A server of MONGO_URL must not be killed.
    await mongo.part?.kill();
    await mongo.part?.start();
    const found = await withMongo(mongo.url, (client) => client.db().collection("said").findOne());
    expect(found).toMatchObject({ text: "hi" });
  });
});

describe.skipIf(noToxiproxy !== undefined)("a proxied connection that can be broken", () => {
  let redis: Part;
  let toxiproxy: Toxiproxy;
  beforeAll(async () => void ([redis, toxiproxy] = await Promise.all([startRedis(), startToxiproxy()])));
  afterAll(async () => void (await Promise.all([redis.close(), toxiproxy.close()])));

  test("passes data, can be slow, and can be cut and restored", async () => {
    const line = await toxiproxy.lineTo(new URL(redis.url).host);
    const ask = () => withRedis(`redis://${line.address}`, (client) => client.ping());
    expect(await ask()).toBe("PONG");

    const heal = await line.spoil("latency", { latency: 300 });
    const begun = performance.now();
    await ask();
    expect(performance.now() - begun).toBeGreaterThanOrEqual(300);
    await heal();

    await line.spoil("reset_peer", { timeout: 0 });
    expect(await refusal(ask)).toBeInstanceOf(Error);
    await line.down();
    expect(await refusal(ask)).toBeInstanceOf(Error);
    await line.up();
  });
});

test("finds system programs that only root has on its PATH", () => {
  expect(find("sh")).toBeDefined();
  expect(find("no-such-program")).toBeUndefined();
});

async function withRedis<T>(url: string, what: (client: RedisClient) => Promise<T>): Promise<T> {
  const client = new RedisClient(url, { autoReconnect: false });
  try {
    return await what(client);
  } finally {
    client.close();
  }
}

async function withMongo<T>(url: string, what: (client: MongoClient) => Promise<T>): Promise<T> {
  const client = new MongoClient(url);
  try {
    return await what(client);
  } finally {
    await client.close();
  }
}

const refusal = (ask: () => Promise<unknown>) =>
  ask().then(
    () => undefined,
    (error: unknown) => error,
  );
