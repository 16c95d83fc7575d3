import { afterAll, beforeAll, expect, test } from "bun:test";

import type { Room } from "../protocol/room";
import { type Ear, type Guest, guests, house, type Line, openHouse } from "../testing/people/guests";
import { Reader } from "../testing/people/readers";
import * as bus from "./bus";
import { flush } from "./fanout";
import * as local from "./local";

// A room with more sockets than one topic seats: what crowds.test.ts shows of topics is shown of people here.
beforeAll(() => openHouse());
afterAll(() => house.close());

// As many as fill the first seats, and some that must sit elsewhere.
const CROWD = 150;

async function crowdedRoom(firstIn: Guest[]) {
  const [bob, cat, dan] = await guests(3);
  const [ann, ...others] = firstIn as [Guest, ...Guest[]];
  const room = await ann.group("crowd", [...others, bob, cat, dan]);
  const lines: Line[] = [];
  for (const guest of firstIn) lines.push(await guest.socket());
  for (let n = 0; n < CROWD; n += 3)
    lines.push(...(await Promise.all([bob, cat, dan].map((guest) => guest.socket()))));
  return { room, bob, lines };
}

const receivedBy = (ear: Ear, room: Room) =>
  ear.received.flatMap((frame: any) => {
    if (frame.type === "message.new" && frame.message.roomId === room.id) return `new ${frame.message.seq}`;
    if (frame.type === "room.read" && frame.roomId === room.id) return `read ${frame.seq} ${frame.unread}`;
    return [];
  });

test("in a crowd, too, how far I have read is heard in its place: first seats, slices and feeds alike", async () => {
  const [ann] = await guests(1);
  const { room, lines } = await crowdedRoom([ann]);
  const [mine, feed, speaker] = [lines[0]!, await Reader.open(ann), lines[1]!];
  await feed.hears("welcome");
  for (let n = 0; n < 3; n++) {
    for (const line of [mine, speaker])
      line.say({ type: "message.send", roomId: room.id, clientId: crypto.randomUUID(), text: `${n}` });
  }
  await mine.hears("message.new", ({ message }) => message.seq === 7);
  const read = mine.all("message.sent").map(({ seq }) => seq);
  for (const ear of [mine, feed]) {
    await ear.hears("room.read", ({ seq }) => seq === read.at(-1));
    await ear.hears("message.new", ({ message }) => message.seq === 7);
    const inOrder = [2, 3, 4, 5, 6, 7].flatMap((seq) => [
      `new ${seq}`,
      ...(read.includes(seq) ? [`read ${seq} 0`] : []),
    ]);
    expect(receivedBy(ear, room)).toEqual(inOrder);
  }
}, 20_000);

test("who hears a room already does not hear it twice, wherever a seat is free", async () => {
  const [ann] = await guests(1);
  const { room, bob, lines } = await crowdedRoom([ann]);
  // A hello between a change and its row's being followed: the room is heard already when the row says so.
  local.subscribeUser(ann.id, local.topicOf.room(room.id));
  await bob.says(room, "once");
  await Promise.all(lines.map((line) => line.hears("message.new", ({ message }) => message.text === "once")));
  await lines[0]!.fence();
  expect(receivedBy(lines[0]!, room)).toEqual(["new 2"]);
}, 20_000);

test("who is put out of a crowd and taken in again hears so in that order, and is in", async () => {
  const [ann, eve] = await guests(2);
  const { room, lines } = await crowdedRoom([ann, eve]);
  const ears = [lines[1]!, await Reader.open(eve)];
  await Promise.all(ears.map((ear) => ear.hears("welcome")));
  const topic = local.topicOf.room(room.id);
  // As two changes do it, with the crowd not yet told of the last frame.
  bus.toRoom(room.id, { type: "pong", n: -1 });
  local.unsubscribeUser(eve.id, topic);
  bus.toUser(eve.id, { type: "room.left", roomId: room.id });
  local.subscribeUser(eve.id, topic);
  bus.toUser(eve.id, { type: "room.joined", room });
  for (const ear of ears) {
    await Promise.all([ear.hears("room.joined"), ear.hears("room.left")]);
    const moves = ear.received.filter(({ type }) => type === "room.joined" || type === "room.left");
    expect(moves.map(({ type }) => type)).toEqual(["room.left", "room.joined"]);
  }
}, 20_000);

test("a crowd that is spoken to faster than it can hear refuses more for a while, and nobody else does", async () => {
  const [ann] = await guests(1);
  const { room } = await crowdedRoom([ann]);
  const small = await ann.group("small");
  for (let n = 0; n < 2000; n++) bus.toRoom(room.id, { type: "pong", n: -1 });
  const [refused, taken] = await Promise.all([ann.says(room, "too much"), ann.says(small, "hi")]);
  expect([refused.status, refused.body.code, refused.headers.get("retry-after")]).toEqual([
    503,
    "overloaded",
    "1",
  ]);
  expect(taken.status).toBe(201);
  while (bus.isBehind(room.id)) await new Promise(setImmediate);
  expect((await ann.says(room, "again")).status).toBe(201);
  // What still waits for the crowd would be heard first by whoever comes next.
  flush(local.topicOf.room(room.id));
}, 20_000);

test("someone with many sockets hears on each of them what is told of a room to them alone", async () => {
  const [ann] = await guests(1);
  const room = await ann.group("many tabs");
  const lines = await Promise.all(Array.from({ length: 60 }, () => ann.socket()));
  const { seq } = (await ann.says(room, "hi")).body.message;
  for (const line of lines) await line.hears("room.read", (frame) => frame.seq === seq);
});
