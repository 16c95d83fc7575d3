import { afterAll, beforeAll, expect, test } from "bun:test";

import { Redis } from "ioredis";

import { connect } from "../bus/redis";
import { Company } from "../company";
import { type Guest, guests, type Line, within } from "../guests";
import type { Room } from "../protocol/room";
import { goTo, on, openRig, rig, socketOn } from "../rigs";

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

/** Comes in on a machine, and knows who is there as a client does. */
const enters = (nth: number, guest: Guest): Promise<Company> =>
  on(nth, async () => Company.of(guest, await guest.socket()));

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

// Told within three seconds: a look a second on either machine, and one to spare.
const SEEN_MS = 3000;
// What is silent for fifteen seconds is gone, after ten more at most.
const GONE_MS = 25_000;
// A connection that was lost is made again every second at least.
const BACK_MS = 1000;
// Redis and the machines need the core that a loop without a rest would take.
const LOOK_MS = 50;

const see = (ms: number, one: Company, friend: Guest, which: "online" | "offline" = "online") =>
  within(ms, one.shows(friend, which, ms));
const seeEachOther = (ms: number, [ann, hers]: [Guest, Company], [bob, his]: [Guest, Company]) =>
  Promise.all([see(ms, hers, bob), see(ms, his, ann)]);

/** Whom Redis holds, of all machines, and for no longer than fifteen seconds. */
async function kept(redis: Redis): Promise<string[]> {
  const people: string[] = [];
  for (const key of await redis.keys("*:present:*")) {
    people.push(...(await redis.smembers(key)));
    const left = await redis.pttl(key);
    // What has ended since it was listed has -2; what never ends, -1.
    if (left !== -2) expect(left).toBeWithin(0, 15_001);
  }
  return people;
}

async function untilKept(ms: number, there: Guest[], gone: Guest[] = []): Promise<void> {
  const redis = new Redis(rig.redis.url);
  const isSo = async () => {
    const held = await kept(redis);
    return there.every(({ id }) => held.includes(id)) && !gone.some(({ id }) => held.includes(id));
  };
  const looking = async () => {
    while (!(await isSo())) await Bun.sleep(LOOK_MS);
  };
  await within(ms, looking()).finally(() => redis.disconnect());
}

test("a friend there is there, until their machine is gone", async () => {
  const [ann, bob] = await friends();
  const [hers, his] = [await enters(0, ann), await enters(1, bob)];
  await seeEachOther(SEEN_MS, [ann, hers], [bob, his]);
  await untilKept(SEEN_MS, [ann, bob]);
  const [friend] = (await ann.call("GET", "/api/friends")).body.friends;
  expect(friend.online).toBe(true);
  await rig.machines[1]!.close();
  await see(GONE_MS, hers, bob, "offline");
  await untilKept(SEEN_MS, [ann], [bob]);
  await rig.machines[1]!.start();
  await seeEachOther(SEEN_MS, [ann, hers], [bob, await enters(1, bob)]);
}, 60_000);

test("while Redis is away people of one machine see each other, and afterwards all do again", async () => {
  const [[ann, bob], [cat, dan]] = [await friends(), await friends()];
  rig.redis.stop();
  const [cats, dans] = [await enters(0, cat), await enters(0, dan)];
  const [hers, his] = [await enters(0, ann), await enters(1, bob)];
  await seeEachOther(SEEN_MS, [cat, cats], [dan, dans]);
  expect([...hers.ear.all("presence"), ...his.ear.all("presence")]).toEqual([]);
  rig.redis.cont();
  await seeEachOther(GONE_MS, [ann, hers], [bob, his]);
}, 60_000);

test("Redis that comes back empty is told again who is there", async () => {
  const [ann, bob] = await friends();
  const [hers, his] = [await enters(0, ann), await enters(1, bob)];
  await seeEachOther(SEEN_MS, [ann, hers], [bob, his]);
  await rig.redis.kill();
  await rig.redis.start();
  await untilKept(BACK_MS + SEEN_MS, [ann, bob]);
  // Who comes to know of it only now reads it there.
  await rig.machines[1]!.kill();
  await rig.machines[1]!.start();
  await see(BACK_MS + SEEN_MS, await enters(1, bob), ann);
  expect(hers.ear.all("presence").at(-1)).toMatchObject({ online: [bob.id] });
}, 60_000);

test("a machine that begins knows who was told of while it began", async () => {
  const [ann, bob] = await friends();
  const nobody = () => undefined;
  const third = await connect(rig.redis.url, { room: nobody, all: nobody, back: nobody });
  await third.roll.write("third", { came: [ann.id], went: [] }, true);
  // So often that it hears of her before it looks for the first time; no number is left out, so that she is read once.
  let n = 0;
  const telling = setInterval(
    () => third.tellAll(`presence ${JSON.stringify({ of: "third", n: ++n, came: [], went: [] })}`),
    1,
  );
  await rig.machines[1]!.close();
  await rig.machines[1]!.start();
  await see(SEEN_MS, await enters(1, bob), ann).finally(() => clearInterval(telling));
  await third.close();
}, 60_000);
