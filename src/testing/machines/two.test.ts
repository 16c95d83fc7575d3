import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { join } from "node:path";

import { Redis } from "ioredis";

import { endsAccess } from "../fixtures/ended";
import { guests, type Line } from "../people/guests";
import { Reader } from "../people/readers";
import { goTo, on, openRig, rig, socketOn } from "../servers/rigs";

// What one machine does reaches the other's clients: by Redis at once, and the end of access by accounts alone.

const clock = join(import.meta.dir, "../../../e2e/machines/faults/clock.ts");

beforeAll(async () => {
  const ahead = { BUN_OPTIONS: `--preload=${clock}`, CLOCK_AHEAD_MS: "600000" };
  // FerretDB takes seconds to read a room with so many messages; db/history/mongo.test.ts tests that.
  await openRig({ own: { b: ahead }, isLight: true });
  goTo(0);
}, 60_000);
afterAll(() => rig.close());

describe("what is said on one machine", () => {
  test("is heard on the other, in order and once, by sockets there", async () => {
    const [ann, bob] = await guests(2);
    const room = await ann.group("두 대", [bob]);
    const [hers, his] = [await socketOn(0, ann), await socketOn(1, bob)];
    for (let n = 0; n < 20; n++) {
      const [line, clientId] = [n % 2 ? hers : his, `client-id-${n}`];
      line.say({ type: "message.send", roomId: room.id, clientId, text: `${n}` });
      await line.hears("message.sent", (frame) => frame.clientId === clientId);
    }
    for (const line of [hers, his]) {
      await line.hears("message.new", ({ message }) => message.seq === 21);
      const received = line.all("message.new").map(({ message }) => message.seq);
      expect(received.filter((seq) => seq > 1)).toEqual(Array.from({ length: 20 }, (_, n) => n + 2));
    }
    const { messages } = await ann.history(room);
    expect(await on(1, () => bob.history(room))).toMatchObject({ messages });
    const times = messages.map(({ at }: { at: number }) => at);
    expect(times).toEqual(times.toSorted((a: number, b: number) => a - b));
  });

  test("moves my cursor on my other device, and what I read there does too", async () => {
    const [ann, bob] = await guests(2);
    const room = await ann.group("읽음", [bob]);
    const [there, here] = [await socketOn(1, ann), await socketOn(0, ann)];
    const { seq } = (await ann.says(room, "hi")).body.message;
    expect(await there.hears("room.read", (frame) => frame.seq === seq)).toMatchObject({ unread: 0 });
    const later = (await on(1, () => bob.says(room, "hello"))).body.message.seq;
    await here.hears("message.new", ({ message }) => message.seq === later);
    there.say({ type: "read", roomId: room.id, seq: later });
    expect(await here.hears("room.read", (frame) => frame.seq === later)).toMatchObject({ unread: 0 });
  });

  test("comes to a feed that comes back on the other machine as reset, and where to begin", async () => {
    const [ann] = await guests(1);
    const room = await ann.group("피드");
    const left = await on(1, () => Reader.open(ann));
    await left.hears("welcome");
    left.close();
    await ann.says(room, "meanwhile");
    const back = await Reader.open(ann, left.lastId);
    const { rooms } = await back.hears("welcome");
    expect([back.received.map(({ type }) => type), rooms]).toEqual([
      ["reset", "welcome"],
      [[room.id, 2, 2, 0, 0]],
    ]);
    back.close();
  });

  test("to someone who blocks its author is heard by nobody but the author", async () => {
    const [ann, bob] = await guests(2);
    const room = await ann.direct(bob);
    const [hers, mine, his] = [await socketOn(1, ann), await socketOn(1, bob), await socketOn(0, bob)];
    await ann.call("PUT", `/api/blocks/${bob.id}`);
    await bob.says(room, "들려?");
    await mine.hears("message.new", ({ message }) => message.text === "들려?");
    await his.hears("message.new", ({ message }) => message.text === "들려?");
    await hers.fence();
    expect(hers.all("message.new")).toEqual([]);
  });
});

test("both busy in one room, their clocks ten minutes apart: 1 … n, `at` never falls, all views are equal", async () => {
  const MESSAGES = Number(process.env["MESSAGES"] ?? 400);
  const people = await guests(4);
  const room = await people[0].group("시계", people.slice(1));
  const lines = [];
  for (const [nth, guest] of people.entries()) lines.push(await socketOn(nth % 2, guest));
  const talk = async (line: Line, nth: number) => {
    for (let n = 0; n < MESSAGES / 4; n++) {
      const clientId = `client-${nth}-${n}`;
      line.say({ type: "message.send", roomId: room.id, clientId, text: `${n}` });
      await line.hears("message.sent", (frame) => frame.clientId === clientId);
    }
  };
  await Promise.all(lines.map(talk));
  const views = [];
  for (const line of lines) {
    await line.hears("message.new", ({ message }) => message.seq === MESSAGES + 1);
    views.push(
      line.all("message.new").flatMap(({ message }) => (message.seq > 1 ? [{ ...message, unread: 0 }] : [])),
    );
  }
  for (const view of views) expect(view).toEqual(views[0]!);
  expect(views[0]!.map(({ seq }) => seq)).toEqual(Array.from({ length: MESSAGES }, (_, n) => n + 2));
  const times = views[0]!.map(({ at }) => at);
  expect(times).toEqual(times.toSorted((a, b) => a - b));
  // Each author's messages in the order sent.
  for (const nth of people.keys()) {
    const own = views[0]!.filter(({ clientId }) => clientId.startsWith(`client-${nth}-`));
    expect(own.map(({ text }) => Number(text))).toEqual(own.map((_, n) => n));
  }
}, 120_000);

test("whoever reaches Redis speaks in nobody's name, keeps no message from anybody and ends no machine", async () => {
  const [ann, bob] = await guests(2);
  const room = await ann.group("도청", [bob]);
  const [hers, his] = [await socketOn(0, ann), await socketOn(1, bob)];
  const [spy, thief] = [new Redis(rig.redis.url), new Redis(rig.redis.url)];
  const [channel = ""] = (await thief.call("PUBSUB", "SHARDCHANNELS", `*:${room.id}`)) as string[];
  const [everyone = ""] = (await thief.call("PUBSUB", "SHARDCHANNELS", "*{all}")) as string[];
  const kept: string[] = [];
  spy.on("smessage", (_: string, payload: string) => kept.push(payload));
  await spy.ssubscribe(channel);
  const { message } = (await ann.says(room, "first")).body;
  await his.hears("message.new", ({ message: { seq } }) => seq === message.seq);
  const forged = { ...message, seq: message.seq + 1, clientId: "forged", text: "pay me" };
  const frame = JSON.stringify({ type: "message.new", message: forged });
  const [real = ""] = kept;
  const [head] = real.split("\n");
  const fact = `{"type":"message","ordinal":3}\t${frame}`;
  const typing = `{"type":"typing","userId":"${ann.id}"}`;
  const payloads = [
    `thief\nsaid 3 ${frame}`,
    "thief\nsaid 3 {",
    "thief\nprivate x",
    "",
    "\n",
    `${head}\n${fact}`,
    fact,
    real,
    real.replace("first", "third"),
    `thief\n${typing}`,
    `thief\ntyping ${ann.id}`,
  ];
  his.say({ type: "watch", roomId: room.id });
  await his.fence();
  for (const payload of payloads) await thief.spublish(channel, payload);
  for (const payload of ["thief\npresence {", "thief\npresence. ", real])
    await thief.spublish(everyone, payload);
  await ann.says(room, "second");
  await his.hears("message.new", ({ message: { text } }) => text === "second");
  // The payloads forged in her machine's name have no effect, not even on her own machine.
  await Promise.all([hers.fence(), his.fence()]);
  for (const line of [hers, his]) {
    const texts = line.all("message.new").map(({ message: { text } }) => text);
    expect(texts.slice(-2)).toEqual(["first", "second"]);
    expect(line.all("typing")).toEqual([]);
  }
  const faults = rig.machines.flatMap(({ log }) => log.filter(({ level }) => Number(level) >= 50));
  expect(faults).toEqual([]);
  for (const redis of [spy, thief]) redis.disconnect();
});

describe("with Redis stopped,", () => {
  beforeAll(() => rig.redis.stop());
  afterAll(() => rig.redis.cont());

  endsAccess({ here: 0, there: 1 });

  test("and once it is back, what was said and read meanwhile is known there, and what is said from then on", async () => {
    const [ann, cat, bob] = await guests(3);
    const quiet = await ann.group("조용", [cat]);
    const read = await ann.group("읽음", [bob]);
    const { seq } = (await ann.says(read, "read over the other machine")).body.message;
    const [line, his] = [await socketOn(1, cat), await socketOn(1, bob)];
    await ann.says(quiet, "while it was away");
    expect(await bob.call("PUT", `/api/rooms/${read.id}/reading`, { seq })).toMatchObject({ status: 204 });
    rig.redis.cont();
    await his.hears("heads", ({ rooms }) =>
      rooms.some((room: unknown) => Bun.deepEquals(room, [read.id, seq, seq, 0, 0])),
    );
    await line.hears("message.new", ({ message }) => message.text === "while it was away");
    await ann.says(quiet, "and now");
    await line.hears("message.new", ({ message }) => message.text === "and now");
    expect(line.all("message.new").map(({ message }) => message.seq)).toEqual([2, 3]);
  }, 20_000);
});
