import { afterAll, beforeAll, expect, test } from "bun:test";

import { type Leak, startLeak } from "../../../e2e/machines/faults/leak";
import { Machine } from "../../../e2e/machines/machine";
import type { Room } from "../../protocol/room";
import { type Guest, guests, type Line } from "../people/guests";
import { Reader } from "../people/readers";
import { on, openRig, rig, socketOn } from "../servers/rigs";

// A machine that gets messages late over Redis. Users who have joined or left meanwhile, as accounts say at once, get none
// of those that were stored before.

let leak: Leak;
let late: Machine;

beforeAll(async () => {
  await openRig({ machines: 1, isLight: true });
  leak = startLeak(rig.redis.url, () => 0);
  late = new Machine({ name: "late", dir: rig.dir, env: { ...rig.shared, REDIS_URL: leak.url } });
  await late.start();
  rig.machines.push(late);
}, 60_000);
afterAll(async () => {
  await late.close();
  await rig.close();
  leak.close();
});

const socketOnLate = (guest: Guest): Promise<Line> => socketOn(1, guest);
const seqsIn = (line: Line | Reader, room: Room): number[] =>
  line.all("message.new").flatMap(({ message }) => (message.roomId === room.id ? message.seq : []));
const typesSince = (line: Line, type: string): string[] => {
  const types = line.received.map((frame) => frame.type);
  return types.slice(types.indexOf(type) + 1);
};

test("who has joined a private group gets nothing from before: connected, at hello and by feed", async () => {
  const [ann, bob, cat, dan] = await guests(4);
  const room = await ann.group("늦은 방", [bob]);
  const [his, hers] = [await socketOnLate(bob), await socketOnLate(cat)];
  const release = leak.hold();
  const before = (await ann.says(room, "before")).body.message.seq;
  await ann.call("POST", `/api/rooms/${room.id}/members`, { userIds: [cat.id, dan.id] });
  const [line, feed] = await on(1, () => Promise.all([dan.socket(), Reader.open(dan)]));
  // What is stored until then is in this frame, and is not delivered again.
  await hers.hears("room.joined");
  release();
  const after = (await ann.says(room, "after")).body.message.seq;
  const newcomers = [hers, line, feed];
  for (const one of [his, ...newcomers])
    await one.hears("message.new", ({ message }) => message.seq === after);
  expect(seqsIn(his, room)).toContain(before);
  for (const one of newcomers) expect(seqsIn(one, room)).not.toContain(before);
  feed.close();
});

test("who has left a 1:1 does not get what was said before, so that it does not come back", async () => {
  const [ann, bob] = await guests(2);
  const room = await ann.direct(bob);
  await ann.says(room, "hello");
  const [hers, his] = [await socketOnLate(ann), await socketOnLate(bob)];
  const release = leak.hold();
  const { seq } = (await ann.says(room, "before")).body.message;
  await bob.call("DELETE", `/api/rooms/${room.id}/members/me`);
  await his.hears("room.left");
  const again = await socketOnLate(bob);
  release();
  await hers.hears("message.new", ({ message }) => message.seq === seq);
  for (const line of [his, again]) await line.fence();
  expect(typesSince(his, "room.left")).toEqual(["pong"]);
  expect(typesSince(again, "welcome")).toEqual(["pong"]);
  const after = (await ann.says(room, "after")).body.message.seq;
  for (const line of [his, again]) await line.hears("message.new", ({ message }) => message.seq === after);
  expect(typesSince(his, "room.left")).toEqual(["pong", "room.joined", "message.new"]);
});
