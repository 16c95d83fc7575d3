import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { connect, createServer, type Socket } from "node:net";

import { MongoClient } from "mongodb";

import { ferretdb, type Mongo, startMongo } from "../../e2e/machines/mongo";
import { missing } from "../../e2e/machines/programs/missing";
import { Refused } from "../../src/errors";
import { type Appended, type NewMessage, type History, plain, type Stored, mustBeStored } from "./history";
import * as mongo from "./mongo";
import { named } from "./written/named";

// What the contract does not ask: several stores on one database, and a database that is cut off, hangs or dies. Through
// FerretDB this shows that it is right, never that it is fast. More of it: `bun run campaign mongo`.
const MESSAGES = Number(process.env.MESSAGES ?? 500);
const CUTS = Number(process.env.CUTS ?? 50);
const BATCH = 5;
const TEN_MINUTES = 600_000;
const REFUSED_WITHIN_MS = 5000;
const CLOSED_WITHIN_MS = 3000;

const noMongo = await missing([ferretdb]);
if (noMongo) console.error(`Skipped: ${noMongo}`);

describe.skipIf(noMongo !== undefined)("MongoDB", () => {
  let server: Mongo;
  let databases = 0;
  beforeAll(async () => void (server = await startMongo()), 120_000);
  afterAll(() => server.close());
  /** A database of its own. */
  const own = () => {
    const url = new URL(server.url);
    url.pathname = `/own-${process.pid}-${++databases}`;
    return url;
  };

  test(
    "two machines, their clocks ten minutes apart, both busy in one room: 1 … n, and time never falls",
    async () => {
      const url = own().href;
      const [one, other] = await Promise.all([
        mongo.open(url),
        mongo.open(url, { now: () => Date.now() - TEN_MINUTES }),
      ]);
      const sent: Appended[] = [];
      for (let nth = 0; sent.length < MESSAGES; nth++)
        sent.push(...(await Promise.all([say(one, nth, "ann"), say(other, nth, "bob")])).flat());
      const messages = await other.page("room", { limit: 2 * MESSAGES });
      mustBeWhole(messages, sent);
      expect(messages).toHaveLength(MESSAGES);
      expect(await one.positions(["room"])).toEqual([{ seq: MESSAGES, rev: 0 }]);
      await Promise.all([one.close(), other.close()]);
    },
    MESSAGES * 400,
  );

  test("what a newer release has written is refused", async () => {
    const url = own().href;
    const store = await mongo.open(url);
    await sayAll(store, batch(0));
    await store.close();
    const client = await MongoClient.connect(url);
    await client
      .db()
      .collection<{ _id: string }>("formats")
      .updateOne({ _id: "history" }, { $set: { version: 99 } });
    await client.close();
    expect(await mongo.open(url).catch(({ message }) => message)).toContain("newer release");
  });

  test(
    "the connection is cut in the middle of batches: no hole, each sender's order kept, all that is acked there once",
    async () => {
      const url = own();
      const way = await cutBy(Number(url.port));
      url.port = `${way.port}`;
      const store = await mongo.open(url.href);
      const sent: Appended[] = [];
      for (let nth = 0; nth < CUTS; nth++) {
        way.cutSoon();
        sent.push(...(await sayAll(store, batch(nth))));
      }
      way.leaveAlone();
      const messages = await store.page("room", { limit: 2 * CUTS * BATCH });
      mustBeWhole(messages, sent);
      expect(messages).toHaveLength(CUTS * BATCH);
      expect(way.cuts).toBeGreaterThan(CUTS / 2);
      await store.close();
      way.close();
    },
    30_000 + CUTS * 2000,
  );
});

// What MONGO_URL names is somebody else's: nobody may hang it.
describe.skipIf(noMongo !== undefined || Boolean(process.env.MONGO_URL))("MongoDB away", () => {
  for (const [how, strike, mend] of [
    ["hangs", (one: Mongo) => one.part!.stop(), (one: Mongo) => one.part!.cont()],
    ["is killed", (one: Mongo) => one.part!.kill(), (one: Mongo) => one.part!.start()],
  ] as const)
    test(`while it ${how}, all is refused in time, what was sent last is read, and then it goes on by itself`, async () => {
      const part = await startMongo();
      const store = await mongo.open(part.url);
      const { mark } = await store.written();
      await sayAll(store, batch(0));
      const known = await store.page("room", { limit: 100 });
      await strike(part);
      await mustBeRefused(() => store.append(batch(1)).then(([answer]) => mustBeStored(answer!)));
      await mustBeRefused(() => store.moveCursors([{ userId: "ann", roomId: "room", seq: 1 }]));
      await mustBeRefused(() => store.readStates("ann", [{ roomId: "room", joinedSeq: 0, floor: 0 }]));
      await mustBeRefused(() => store.page("another", { limit: 100 }));
      await mustBeRefused(() => store.written(mark));
      expect(store.isReadable()).toBe(false);
      expect(await store.page("room", { limit: 100 })).toEqual(known);
      expect(await store.find("room", [2, 3])).toEqual(known.slice(1, 3));
      expect(await store.positions(["room"])).toEqual([{ seq: BATCH, rev: 0 }]);
      await mend(part);
      while (!store.isReadable()) await new Promise(setImmediate);
      const sent = await sayAll(store, batch(1));
      mustBeWhole(await store.page("room", { limit: 100 }), sent);
      await named(store, mark, ["room"]);
      await store.close();
      await part.close();
    }, 60_000);

  test("a store is closed in time, whether its server hangs or has gone", async () => {
    const part = await startMongo();
    const stores = [await mongo.open(part.url), await mongo.open(part.url)] as const;
    for (const store of stores) await sayAll(store, batch(0));
    await part.part!.stop();
    await mustBeClosed(stores[0]);
    part.part!.cont();
    await part.close();
    await mustBeClosed(stores[1]);
  }, 60_000);
});

const say = (store: History, nth: number, authorId: string) =>
  sayAll(
    store,
    batch(nth).map((entry) => ({ ...entry, authorId })),
  );

/** What is refused is said again, and nothing of what comes behind it before: as an outbox does. */
async function sayAll(store: History, entries: NewMessage[]): Promise<Appended[]> {
  const sent: Appended[] = [];
  while (sent.length < entries.length) {
    const answers = await store.append(entries.slice(sent.length));
    const failed = answers.findIndex((answer) => answer instanceof Refused);
    sent.push(...answers.slice(0, failed < 0 ? answers.length : failed).map(mustBeStored));
    // Nothing behind it may have been stored before it.
    if (failed >= 0) expect(answers.slice(failed).every((answer) => answer instanceof Refused)).toBe(true);
  }
  return sent;
}

/** One sender's. */
const batch = (nth: number): NewMessage[] =>
  Array.from({ length: BATCH }, (_, place) => ({
    ...plain,
    roomId: "room",
    authorId: "ann",
    clientId: `${nth}.${place}`,
    kind: place === 0 ? ("system" as const) : ("text" as const),
    text: "감자 ".repeat(20),
  }));

function mustBeWhole(messages: Stored[], sent: Appended[]): void {
  expect(messages.map(({ seq }) => seq)).toEqual(messages.map((_, nth) => nth + 1));
  expect(messages.map(({ at }) => at)).toEqual(messages.map(({ at }) => at).toSorted((a, b) => a - b));
  const keys = messages.map(({ authorId, clientId }) => `${authorId} ${clientId}`);
  expect(new Set(keys).size).toBe(keys.length);
  for (const { message } of sent) expect(messages[message.seq - 1]).toEqual(message);
  for (const own of Map.groupBy(sent, ({ message }) => message.authorId).values()) {
    const seqs = own.map(({ message }) => message.seq);
    expect(seqs).toEqual(seqs.toSorted((a, b) => a - b));
  }
}

async function mustBeRefused(ask: () => Promise<unknown>): Promise<void> {
  const began = performance.now();
  const why = await ask().catch((error: unknown) => error);
  expect(why).toBeInstanceOf(Refused);
  expect(why).toMatchObject({ code: "overloaded", details: { retryAfterMs: expect.any(Number) } });
  expect(performance.now() - began).toBeLessThan(REFUSED_WITHIN_MS);
}

async function mustBeClosed(store: History): Promise<void> {
  const began = performance.now();
  await store.close();
  expect(performance.now() - began).toBeLessThan(CLOSED_WITHIN_MS);
}

/** A way to a port of this machine that breaks when it is told to, on the way there or on the way back. */
async function cutBy(port: number) {
  // About as much as a batch is, and its answer.
  const ASKED_BYTES = 2000;
  const ANSWER_BYTES = 100;
  const ends = new Set<Socket>();
  let [left, isAnswer, cuts] = [Infinity, false, 0];
  const way = createServer((near) => {
    const far = connect(port, "127.0.0.1");
    const both = [near, far];
    for (const end of both) ends.add(end.on("error", () => undefined));
    const forward =
      (to: Socket, answers: boolean) =>
      (part: Buffer): void => {
        if (answers !== isAnswer || part.length <= left) {
          if (answers === isAnswer) left -= part.length;
          to.write(part);
          return;
        }
        // The last bytes arrive; what they say is taken, or is no whole command.
        to.end(part.subarray(0, left));
        [left, cuts] = [Infinity, cuts + 1];
        for (const end of ends) end.destroySoon();
      };
    near.on("data", forward(far, false)).on("close", () => far.destroySoon());
    far.on("data", forward(near, true)).on("close", () => near.destroySoon());
  });
  await new Promise<void>((resolve) => way.listen(0, "127.0.0.1", resolve));
  return {
    port: (way.address() as { port: number }).port,
    get cuts() {
      return cuts;
    },
    cutSoon: () => {
      isAnswer = Math.random() < 0.5;
      left = Math.floor(Math.random() * (isAnswer ? ANSWER_BYTES : ASKED_BYTES));
    },
    leaveAlone: () => void (left = Infinity),
    close: () => {
      way.close();
      for (const end of ends) end.destroy();
    },
  };
}
