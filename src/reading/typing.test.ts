import { afterAll, beforeAll, describe, expect, test } from "bun:test";

import type { Room } from "../protocol/room";
import { type Guest, guests, house, type Line, openHouse } from "../testing/people/guests";
import { Reader } from "../testing/people/readers";

beforeAll(() => openHouse());
afterAll(() => house.close());

const type = (line: Line, room: Room) => line.say({ type: "typing", roomId: room.id });
const block = (guest: Guest, { id }: Guest) => guest.call("PUT", `/api/blocks/${id}`);
const typistsOn = (line: { all: (type: string) => any[] }) => line.all("typing").map(({ userId }) => userId);

async function watching(guest: Guest, room: Room): Promise<Line> {
  const line = await guest.socket();
  line.say({ type: "watch", roomId: room.id });
  await line.fence();
  return line;
}

describe("typing", () => {
  test("is heard by all who watch the room, by no one else, and not by who types", async () => {
    const [ann, bob, cat] = await guests(3);
    const room = await ann.group("three", [bob, cat]);
    const [mine, other, theirs] = [
      await watching(ann, room),
      await watching(ann, room),
      await watching(bob, room),
    ];
    const [idle, feed] = [await cat.socket(), await Reader.open(cat, undefined, room.id)];
    await feed.hears("welcome");
    type(mine, room);
    const frame = { type: "typing", roomId: room.id, userId: ann.id };
    expect(await theirs.hears("typing")).toEqual(frame);
    expect(await feed.hears("typing")).toEqual(frame);
    await Promise.all([mine, other, idle].map((line) => line.fence()));
    expect([mine, other, idle].map(typistsOn)).toEqual([[], [], []]);
    feed.close();
  });

  test("of someone I block does not reach me in a group, and mine reaches them", async () => {
    const [ann, bob, cat] = await guests(3);
    const room = await ann.group("three", [bob, cat]);
    await block(ann, bob);
    const [anns, bobs, cats] = [
      await watching(ann, room),
      await watching(bob, room),
      await watching(cat, room),
    ];
    type(bobs, room);
    await cats.hears("typing", ({ userId }) => userId === bob.id);
    type(cats, room);
    await anns.hears("typing");
    expect(typistsOn(anns)).toEqual([cat.id]);
    type(anns, room);
    await bobs.hears("typing", ({ userId }) => userId === ann.id);
  });

  test("in a 1:1 with a block is heard by nobody, and neither can tell", async () => {
    const [ann, bob] = await guests(2);
    const room = await ann.direct(bob);
    const [anns, bobs] = [await watching(ann, room), await watching(bob, room)];
    type(anns, room);
    await bobs.hears("typing");
    await block(ann, bob);
    for (const line of [anns, bobs]) type(line, room);
    for (const line of [anns, bobs]) await line.fence();
    await Promise.all([anns, bobs].map((line) => line.fence()));
    expect([anns, bobs].map(typistsOn)).toEqual([[], [ann.id]]);
    expect([...anns.all("refused"), ...bobs.all("refused")]).toEqual([]);
  });

  test("is not heard by who was put out, nor by who has turned away", async () => {
    const [ann, bob, cat, dan] = await guests(4);
    const room = await ann.group("four", [bob, cat, dan]);
    const [out, away, fence] = [
      await watching(bob, room),
      await watching(cat, room),
      await watching(dan, room),
    ];
    const line = await ann.socket();
    await ann.call("DELETE", `/api/rooms/${room.id}/members/${bob.id}`);
    away.say({ type: "watch", roomId: null });
    await Promise.all([out.hears("room.left"), away.fence()]);
    type(line, room);
    await fence.hears("typing");
    await Promise.all([out, away].map((one) => one.fence()));
    expect([out, away].map(typistsOn)).toEqual([[], []]);
  });
});

test("is heard by who puts the room on screen meanwhile, unless a message has come since, or a block is between", async () => {
  const [ann, bob, cat] = await guests(3);
  const [open, said] = await Promise.all(["open", "said"].map((title) => ann.group(title, [bob, cat])));
  const anns = await ann.socket();
  await block(bob, ann);
  for (const room of [open!, said!]) type(anns, room);
  await anns.fence();
  await ann.says(said!, "here it is");
  const [bobs, cats] = [await watching(bob, open!), await watching(cat, open!)];
  expect(await cats.hears("typing")).toEqual({ type: "typing", roomId: open!.id, userId: ann.id });
  cats.say({ type: "watch", roomId: said!.id });
  await cats.fence();
  expect(typistsOn(cats)).toEqual([ann.id]);
  expect(typistsOn(bobs)).toEqual([]);
});

test("of what is said of it over and over, one in two seconds is passed on, a person and a room", async () => {
  await house.close();
  await openHouse({ LIMITS: "default" });
  const [ann, bob, cat] = await guests(3);
  const [one, other] = await Promise.all(["one", "other"].map((title) => ann.group(title, [bob, cat])));
  const [watcher, second] = [await watching(cat, one!), await watching(cat, other!)];
  const [anns, bobs] = [await ann.socket(), await bob.socket()];
  for (let n = 0; n < 5; n++) for (const room of [one!, other!]) type(anns, room);
  await anns.fence();
  await Promise.all([watcher, second].map((line) => line.hears("typing", ({ userId }) => userId === ann.id)));
  type(bobs, one!);
  await watcher.hears("typing", ({ userId }) => userId === bob.id);
  expect(typistsOn(watcher)).toEqual([ann.id, bob.id]);
  expect(typistsOn(second)).toEqual([ann.id]);
  expect(anns.all("refused")).toEqual([]);
});
