import { afterAll, beforeAll, expect, test } from "bun:test";

import { Redis } from "ioredis";

import { type Guest, guests, type Line, within } from "../guests";
import type { Room } from "../protocol/room";
import { goTo, openRig, rig, socketOn } from "../rigs";

// What passes on one machine is seen on the other: who has read, who types, who is there.

beforeAll(async () => {
  await openRig();
  goTo(0);
}, 60_000);
afterAll(() => rig.close());

const watch = (line: Line, room: Room) => line.say({ type: "watch", roomId: room.id });
const read = (line: Line, room: Room, seq: number) => line.say({ type: "read", roomId: room.id, seq });
const befriend = (guest: Guest, { id }: Guest) => guest.call("PUT", `/api/friends/${id}`, {});

/** Resolves once the last that was told of the room is this. */
const tells = (line: Line, steps: [number, number][]) =>
  line.hears(
    "room.unread",
    (frame) => frame === line.all("room.unread").at(-1) && Bun.deepEquals(frame.steps, steps),
  );

async function friends(): Promise<[Guest, Guest]> {
  const [ann, bob] = await guests(2);
  await befriend(ann, bob);
  await befriend(bob, ann);
  return [ann, bob];
}

/** Resolves once the last that was told of a friend is that they are there, or gone; it may take its time. */
async function sees(line: Line, { id }: Guest, list: "online" | "offline"): Promise<void> {
  const isIn = (frame: any) => [...frame.online, ...frame.offline].includes(id);
  const isLast = (frame: any) => frame[list].includes(id) && frame === line.all("presence").findLast(isIn);
  while (!(await line.hears("presence", isLast).catch(() => null)));
}

test("who reads, writes, types and leaves there is seen here within a second", async () => {
  const [ann, bob, cat] = await guests(3);
  const room = await ann.group("세 사람", [bob, cat]);
  const [hers, his, third] = [await socketOn(0, ann), await socketOn(1, bob), await socketOn(1, cat)];
  for (const line of [hers, his]) watch(line, room);
  await Promise.all([hers, his].map((line) => tells(line, [[1, 3]])));
  read(his, room, 1);
  await within(1000, Promise.all([hers, his].map((line) => tells(line, [[1, 2]]))));
  his.say({ type: "message.send", roomId: room.id, clientId: "a-client-id", text: "hi" });
  await hers.hears("message.new", ({ message }) => message.seq === 2);
  read(hers, room, 2);
  await within(1000, Promise.all([hers, his].map((line) => tells(line, [[1, 1]]))));
  third.say({ type: "typing", roomId: room.id });
  for (const line of [hers, his])
    expect(await within(1000, line.hears("typing"))).toMatchObject({ userId: cat.id });
  await cat.call("DELETE", `/api/rooms/${room.id}/members/me`);
  await hers.hears("member.left");
  // Who went was the one who had not read; that they went, nobody has.
  await within(
    1000,
    tells(hers, [
      [1, 0],
      [3, 2],
    ]),
  );
  for (const line of [hers, his, third]) line.close();
});

// Two seconds to look here and there, and one for a slow machine.
const SEEN_MS = 3000;
// What is silent for fifteen seconds is gone, after ten more at most.
const GONE_MS = 25_000;
// A connection that was lost is made again every second at least.
const BACK_MS = 1000;

/** Whom Redis holds, of all machines, and for no longer than fifteen seconds. */
async function kept(): Promise<string[]> {
  const redis = new Redis(rig.redis.url);
  const keys = await redis.keys("*:present:*");
  for (const key of keys) expect(await redis.pttl(key)).toBeWithin(1, 15_001);
  const people = await Promise.all(keys.map((key) => redis.smembers(key)));
  redis.disconnect();
  return people.flat();
}

async function untilKept(there: Guest[], gone: Guest[] = []): Promise<void> {
  let held: string[];
  do held = await kept();
  while (!there.every(({ id }) => held.includes(id)) || gone.some(({ id }) => held.includes(id)));
}

test("a friend there is there, until their machine is gone", async () => {
  const [ann, bob] = await friends();
  const [hers, his] = [await socketOn(0, ann), await socketOn(1, bob)];
  await within(SEEN_MS, Promise.all([sees(hers, bob, "online"), sees(his, ann, "online")]));
  await within(SEEN_MS, untilKept([ann, bob]));
  const [friend] = (await ann.call("GET", "/api/friends")).body.friends;
  expect(friend.online).toBe(true);
  await rig.machines[1]!.close();
  await within(GONE_MS, sees(hers, bob, "offline"));
  await within(SEEN_MS, untilKept([ann], [bob]));
  await rig.machines[1]!.start();
  const back = await socketOn(1, bob);
  await within(SEEN_MS, Promise.all([sees(hers, bob, "online"), sees(back, ann, "online")]));
}, 60_000);

test("while Redis is away people of one machine see each other, and afterwards all do again", async () => {
  const [[ann, bob], [cat, dan]] = [await friends(), await friends()];
  rig.redis.stop();
  const [cats, dans] = [await socketOn(0, cat), await socketOn(0, dan)];
  const [hers, his] = [await socketOn(0, ann), await socketOn(1, bob)];
  await within(SEEN_MS, Promise.all([sees(cats, dan, "online"), sees(dans, cat, "online")]));
  expect([...hers.all("presence"), ...his.all("presence")]).toEqual([]);
  rig.redis.cont();
  await within(GONE_MS, Promise.all([sees(hers, bob, "online"), sees(his, ann, "online")]));
}, 60_000);

test("Redis that comes back empty is told again who is there", async () => {
  const [ann, bob] = await friends();
  const [hers, his] = [await socketOn(0, ann), await socketOn(1, bob)];
  await within(SEEN_MS, Promise.all([sees(hers, bob, "online"), sees(his, ann, "online")]));
  await rig.redis.kill();
  await rig.redis.start();
  await within(SEEN_MS + BACK_MS, untilKept([ann, bob]));
  // Who comes to know of it only now reads it there.
  await rig.machines[1]!.kill();
  await rig.machines[1]!.start();
  await within(SEEN_MS + BACK_MS, sees(await socketOn(1, bob), ann, "online"));
  expect(hers.all("presence").at(-1)).toMatchObject({ online: [bob.id] });
}, 60_000);
