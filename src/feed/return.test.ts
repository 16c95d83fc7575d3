import { afterAll, beforeAll, describe, expect, test } from "bun:test";

import * as bus from "../bus/bus";
import { guests, house, openHouse } from "../testing/people/guests";
import { left, Reader } from "../testing/people/readers";

beforeAll(() => openHouse());
afterAll(() => house.close());

const types = ({ received }: Reader) => received.map(({ type }) => type);
const textsIn = (reader: Reader) => reader.all("message.new").map(({ message }) => message.text);

test("a feed says all that a socket of the same machine says, in the same order", async () => {
  const [ann, bob] = await guests(2);
  const room = await ann.group("news", [bob]);
  const [line, reader] = [await bob.socket(), await Reader.open(bob)];
  await reader.hears("welcome");
  await ann.says(room, "감자\n\n🥔");
  await bob.call("PUT", `/api/rooms/${room.id}/reading`, { seq: 2 });
  await ann.call("PATCH", `/api/rooms/${room.id}`, { title: "new" });
  await bob.call("PUT", `/api/friends/${ann.id}`, {});
  await ann.group("another", [bob]);
  await ann.call("DELETE", `/api/rooms/${room.id}/members/${bob.id}`);
  await Promise.all([line.hears("room.left"), reader.hears("room.left")]);
  expect(reader.received.slice(1)).toEqual(line.received.slice(1));
  expect(types(reader).slice(1)).toEqual([
    "message.new",
    "room.read",
    "room.changed",
    "message.new",
    "friend.changed",
    "room.joined",
    "message.new",
    "room.left",
  ]);
});

describe("who comes back with Last-Event-ID to the same machine", () => {
  test("is given all that was missed, once and in order, and no welcome", async () => {
    const { ann, bob, room, lastId } = await left();
    for (const text of ["one", "two", "three"]) await ann.says(room, text);
    const reader = await Reader.open(bob, lastId);
    await reader.hears("message.new", ({ message }) => message.text === "three");
    await ann.says(room, "four");
    await reader.hears("message.new", ({ message }) => message.text === "four");
    expect(textsIn(reader)).toEqual(["one", "two", "three", "four"]);
    expect(types(reader)).toEqual(Array.from({ length: 4 }, () => "message.new"));
    expect(reader.ids).toHaveLength(4);
    expect(reader.ids).not.toContain(lastId);
  });

  test("may leave and come back again and again, from whichever place", async () => {
    const { ann, bob, room, lastId } = await left();
    await ann.says(room, "one");
    const first = await Reader.open(bob, lastId);
    await first.hears("message.new");
    first.close();
    await ann.says(room, "two");
    const [again, next] = [await Reader.open(bob, lastId), await Reader.open(bob, first.lastId)];
    for (const reader of [again, next])
      await reader.hears("message.new", ({ message }) => message.text === "two");
    expect([textsIn(again), textsIn(next)]).toEqual([["one", "two"], ["two"]]);
  });

  test("has missed nothing: hears only what comes now", async () => {
    const { ann, bob, room, lastId } = await left();
    const reader = await Reader.open(bob, lastId);
    await ann.says(room, "now");
    await reader.hears("message.new");
    expect([types(reader), textsIn(reader)]).toEqual([["message.new"], ["now"]]);
  });

  test("is owed a thousand frames; for more, reset says to fetch, and then welcome where to begin", async () => {
    const { bob, lastId } = await left();
    const say = (n: number) => bus.toUser(bob.id, { type: "pong", n });
    for (let n = 1; n <= 1000; n++) say(n);
    const owed = await Reader.open(bob, lastId);
    await owed.hears("pong", ({ n }) => n === 1000);
    expect(owed.all("pong").map(({ n }) => n)).toEqual(Array.from({ length: 1000 }, (_, index) => index + 1));
    expect(owed.received).toHaveLength(1000);
    say(1001);
    const reset = await Reader.open(bob, lastId);
    await reset.hears("welcome");
    say(1002);
    await reset.hears("pong");
    expect(types(reset)).toEqual(["reset", "welcome", "pong"]);
    expect(reset.ids).toHaveLength(3);
  });

  test("hears nothing of a room that they have been taken out of meanwhile", async () => {
    const { ann, bob, room, lastId } = await left();
    const other = await ann.group("other", [bob]);
    await ann.says(room, "before they were out");
    await ann.call("DELETE", `/api/rooms/${room.id}/members/${bob.id}`);
    await ann.says(room, "after they were out");
    await ann.says(other, "for them");
    const reader = await Reader.open(bob, lastId);
    await reader.hears("message.new", ({ message }) => message.text === "for them");
    expect(types(reader)).toEqual(["room.joined", "message.new", "room.left", "message.new"]);
    expect(JSON.stringify(reader.received)).not.toContain("they were out");
  });

  test("hears of a room again only what was said since they came back into it", async () => {
    const { ann, bob, room, lastId } = await left();
    const path = `/api/rooms/${room.id}/members/${bob.id}`;
    await ann.says(room, "before");
    await ann.call("DELETE", path);
    await ann.says(room, "without them");
    await ann.call("PUT", path, {});
    await ann.says(room, "with them");
    const reader = await Reader.open(bob, lastId);
    await reader.hears("message.new", ({ message }) => message.text === "with them");
    const kinds = reader.all("message.new").map(({ message }) => message.event?.kind ?? message.text);
    expect(kinds).toEqual(["invited", "with them"]);
    expect(types(reader).slice(0, 2)).toEqual(["room.left", "room.joined"]);
  });
});
