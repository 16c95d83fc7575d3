import { afterAll, beforeAll, expect, test } from "bun:test";

import type { MachineFact } from "../../bus/facts";
import { connect } from "../../bus/redis";
import type { Room } from "../../protocol/room";
import { Company } from "../people/company";
import { type Guest, guests, type Line, within } from "../people/guests";
import { goTo, on, openRig, rig, socketOn } from "../servers/rigs";

// Events that are not stored reach the other machine: read counts, typing, presence.

beforeAll(async () => {
  await openRig();
  goTo(0);
}, 60_000);
afterAll(() => rig.close());

const watch = (line: Line, room: Room) => line.say({ type: "watch", roomId: room.id });
const read = (line: Line, room: Room, seq: number) => line.say({ type: "read", roomId: room.id, seq });
const befriend = (guest: Guest, { id }: Guest) => guest.call("PUT", `/api/friends/${id}`, {});

/** Resolves once the newest `room.unread` has these steps. */
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

/** Connects on a machine, and computes presence as a client does. */
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
  // The member who left was the one who had not read; nobody has read the message about their leaving.
  await within(
    1000,
    tells(hers, [
      [1, 0],
      [3, 2],
    ]),
  );
  for (const line of [hers, his, third]) line.close();
});

// Presence arrives within three seconds: each machine looks once a second, and one to spare.
const SEEN_MS = 3000;
// A machine that is silent for fifteen seconds counts as gone, after ten more at most.
const GONE_MS = 25_000;
// A lost connection is retried at least every second.
const BACK_MS = 1000;

const see = (ms: number, one: Company, friend: Guest, which: "online" | "offline" = "online") =>
  within(ms, one.shows(friend, which, ms));
const seeEachOther = (ms: number, [ann, hers]: [Guest, Company], [bob, his]: [Guest, Company]) =>
  Promise.all([see(ms, hers, bob), see(ms, his, ann)]);

test("a friend there is there, until their machine is gone", async () => {
  const [ann, bob] = await friends();
  const [hers, his] = [await enters(0, ann), await enters(1, bob)];
  await seeEachOther(SEEN_MS, [ann, hers], [bob, his]);
  const [friend] = (await ann.call("GET", "/api/friends")).body.friends;
  expect(friend.online).toBe(true);
  await rig.machines[1]!.close();
  await see(GONE_MS, hers, bob, "offline");
  await rig.machines[1]!.start();
  await seeEachOther(SEEN_MS, [ann, hers], [bob, await enters(1, bob)]);
}, 60_000);

test("while Redis is away people of one machine see each other, and afterwards all do again", async () => {
  const [[ann, bob], [cat, dan]] = [await friends(), await friends()];
  await rig.redis.stop();
  const [cats, dans] = [await enters(0, cat), await enters(0, dan)];
  const [hers, his] = [await enters(0, ann), await enters(1, bob)];
  await seeEachOther(SEEN_MS, [cat, cats], [dan, dans]);
  expect([...hers.ear.all("presence"), ...his.ear.all("presence")]).toEqual([]);
  rig.redis.cont();
  await seeEachOther(GONE_MS, [ann, hers], [bob, his]);
}, 60_000);

test("Redis that comes back empty has lost nothing of who is there, nor has a machine that starts then", async () => {
  const [ann, bob] = await friends();
  const [hers, his] = [await enters(0, ann), await enters(1, bob)];
  await seeEachOther(SEEN_MS, [ann, hers], [bob, his]);
  await rig.redis.kill();
  await rig.redis.start();
  // A machine that starts now asks the others.
  await rig.machines[1]!.kill();
  await rig.machines[1]!.start();
  await see(BACK_MS + SEEN_MS, await enters(1, bob), ann);
  expect(hers.ear.all("presence").at(-1)).toMatchObject({ online: [bob.id] });
}, 60_000);

/** A machine that she is on. Its heartbeats are so frequent that others receive one before their first look. */
async function startThird({ id }: Guest): Promise<{ close: () => Promise<void> }> {
  const nobody = () => undefined;
  let n = 0;
  const all = (fact: MachineFact) => {
    if (fact.type === "presence.ask" && fact.of === "third")
      bridge.broadcast({ type: "presence.all", of: "third", n, people: [id] });
  };
  const ears = { room: nobody, all, back: nobody, doubt: nobody };
  const bridge = await connect(rig.redis.url, rig.shared["JWT_SECRET"]!, ears);
  const announce = () => bridge.broadcast({ type: "presence", of: "third", n: ++n, came: [], went: [] });
  const announcing = setInterval(announce, 1);
  return {
    close: () => {
      clearInterval(announcing);
      return bridge.close();
    },
  };
}

test("a machine that begins knows who was told of while it began", async () => {
  const [ann, bob] = await friends();
  const third = await startThird(ann);
  await rig.machines[1]!.close();
  await rig.machines[1]!.start();
  await see(SEEN_MS, await enters(1, bob), ann).finally(() => void third.close());
}, 60_000);
