import { afterEach, expect, test } from "bun:test";

import { call, type Guest, guests, house, Line, openHouse, within } from "../testing/people/guests";
import { Reader } from "../testing/people/readers";
import { Raw, upgrade } from "../testing/wire/raw";
import * as drain from "./drain";

afterEach(() => house.close());

// Makes the server believe that there is another machine.
const ONE_OF_MANY = { SINGLE: "1", ACCOUNTS_SHARED: "1" };
// Far less than DRAIN_MS.
const SOON_MS = 8000;

async function draining() {
  await openHouse(ONE_OF_MANY);
  const [ann, bob] = await guests(2);
  const room = await ann.group("moving", [bob]);
  const [socket, feed] = [await ann.socket(), await Reader.open(bob)];
  await feed.hears("welcome");
  const stopped = house.stop();
  await untilUnready();
  return { ann, bob, room, socket, feed, stopped };
}

async function untilUnready(): Promise<void> {
  const { status, body } = await call("GET", "/ready");
  expect([status, body.ready, body.draining]).toEqual([503, false, true]);
}

const feedOf = ({ token }: Guest) =>
  call("GET", "/api/feed", undefined, { authorization: `Bearer ${token}` });

test("told to go, it tells everyone to, and serves them as ever until the last one has left", async () => {
  const { ann, bob, room, socket, feed, stopped } = await draining();
  for (const ear of [socket, feed])
    expect(await ear.hears("drain")).toEqual({ type: "drain", withinMs: expect.any(Number) });

  socket.say({ type: "message.send", roomId: room.id, clientId: "said-on-the-way", text: "one" });
  expect(await socket.hears("message.sent")).toMatchObject({ seq: 2 });
  expect((await bob.says(room, "two")).status).toBe(201);
  for (const ear of [socket, feed]) await ear.hears("message.new", ({ message }) => message.seq === 3);
  expect((await ann.history(room)).head).toBe(3);

  socket.close();
  await bob.says(room, "three");
  await feed.hears("message.new", ({ message }) => message.seq === 4);
  feed.close();
  await within(SOON_MS, stopped);
});

test("whoever comes now is sent to another machine: socket and feed are refused, and may try again", async () => {
  const { bob, socket, feed, stopped } = await draining();
  const asked = await Raw.request("GET /ws", upgrade);
  const head = await asked.head();
  expect(head).toStartWith("HTTP/1.1 503");
  expect(head.toLowerCase()).toContain("\r\nretry-after: 1\r\n");
  const answer = await feedOf(bob);
  expect([answer.status, answer.body.code, answer.headers.get("retry-after")]).toEqual([
    503,
    "overloaded",
    "1",
  ]);
  for (const one of [asked, socket, feed]) one.close();
  await within(SOON_MS, stopped);
});

test("whoever has not said hello yet is told at once, and not waited for", async () => {
  await openHouse(ONE_OF_MANY);
  const [ann] = await guests(1);
  const [socket, silent] = [await ann.socket(), await Line.open()];
  const stopped = house.stop();
  expect(await silent.closed).toBe(1012);
  await socket.hears("drain");
  socket.close();
  await within(SOON_MS, stopped);
});

test("a feed whose reader has gone is not waited for", async () => {
  await openHouse(ONE_OF_MANY);
  const [ann] = await guests(1);
  const [before, feed] = [await Reader.open(ann), await Reader.open(ann)];
  for (const one of [before, feed]) await one.hears("welcome");
  before.close();
  const stopped = house.stop();
  await feed.hears("drain");
  feed.close();
  await within(SOON_MS, stopped);
});

test("where nobody is, it does not wait", async () => {
  await openHouse(ONE_OF_MANY);
  await within(SOON_MS, house.stop());
});

test("told again, it makes haste: who is still there is told that it restarts", async () => {
  const { socket, feed, stopped } = await draining();
  drain.hurry();
  expect(await within(SOON_MS, socket.closed)).toBe(1012);
  await within(SOON_MS, feed.ended);
  await within(SOON_MS, stopped);
});

test("alone, there is nowhere to go: it restarts at once", async () => {
  await openHouse();
  const [ann] = await guests(1);
  const socket = await ann.socket();
  const stopped = house.stop();
  expect(await within(SOON_MS, socket.closed)).toBe(1012);
  expect(socket.all("drain")).toEqual([]);
  await within(SOON_MS, stopped);
});
