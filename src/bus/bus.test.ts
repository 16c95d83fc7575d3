import { afterAll, beforeAll, describe, expect, test } from "bun:test";

import { type Ear, guests, house, openHouse } from "../testing/people/guests";
import { Reader } from "../testing/people/readers";
import { Raw } from "../testing/wire/raw";
import * as bus from "./bus";
import * as local from "./local";

beforeAll(() => openHouse());
afterAll(() => house.close());

const numbers = (ear: Ear) => ear.all("pong").map(({ n }) => n);

describe("what is said to a room", () => {
  test("reaches all who are in it, on every socket and feed, as the one text it was made into", async () => {
    const [ann, bob] = await guests(2);
    const room = await ann.group("bus", [bob]);
    const line = await ann.socket();
    const texts: string[] = [];
    line.ws.addEventListener("message", ({ data }) => texts.push(String(data)));
    const feed = await Raw.request("GET /api/feed", { Authorization: `Bearer ${bob.token}` });
    await feed.head();
    const frame = { type: "room.left" as const, roomId: `${room.id} "감자" 🥔` };
    bus.toRoom(room.id, frame);
    await line.hears("room.left");
    expect(texts).toEqual([JSON.stringify(frame)]);
    const id = `id: [0-9a-f]{8}\\.\\d+\\.\\d+`;
    const event = new RegExp(
      `^event: room.left\n${id}\ndata: ${RegExp.escape(JSON.stringify(frame))}\n\n`,
      "m",
    );
    expect(await feed.until('🥔"}\n\n')).toMatch(event);
    feed.close();
  });

  test("reaches nobody else, and those no more who have been made deaf to it", async () => {
    const [ann, bob, cat] = await guests(3);
    const room = await ann.group("bus", [bob]);
    const [here, deaf, outside] = [await ann.socket(), await bob.socket(), await cat.socket()];
    local.unsubscribeUser(bob.id, local.topicOf.room(room.id));
    bus.toRoom(room.id, { type: "pong", n: -1 });
    await here.hears("pong");
    await Promise.all([deaf.fence(), outside.fence()]);
    expect([numbers(deaf), numbers(outside)]).toEqual([[expect.any(Number)], [expect.any(Number)]]);
    local.subscribeUser(bob.id, local.topicOf.room(room.id));
    bus.toRoom(room.id, { type: "pong", n: -2 });
    await deaf.hears("pong", ({ n }) => n === -2);
  });
});

test("what is said to someone reaches all that they have open, and nothing of anyone else's", async () => {
  const [ann, bob] = await guests(2);
  const ears = [await ann.socket(), await ann.socket(), await Reader.open(ann)];
  const other = await bob.socket();
  bus.toUser(ann.id, { type: "pong", n: -1 });
  await Promise.all(ears.map((ear) => ear.hears("pong")));
  await other.fence();
  expect(numbers(other)).not.toContain(-1);
});

test("frames are heard in the order they were handed over, to rooms and to people alike", async () => {
  const [ann] = await guests(1);
  const rooms = [await ann.group("one"), await ann.group("other")];
  const ears = [await ann.socket(), await Reader.open(ann)];
  for (let n = 1; n <= 900; n++) {
    const frame = { type: "pong" as const, n };
    if (n % 3 === 0) bus.toUser(ann.id, frame);
    else bus.toRoom(rooms[n % 2]?.id ?? "", frame);
  }
  for (const ear of ears) {
    await ear.hears("pong", ({ n }) => n === 900);
    expect(numbers(ear)).toEqual(Array.from({ length: 900 }, (_, index) => index + 1));
  }
});

test("whoever has gone is no longer here, and leaves nothing behind", async () => {
  const [ann] = await guests(1);
  const [one, other] = [await ann.socket(), await ann.socket()];
  one.close();
  await one.closed;
  bus.toUser(ann.id, { type: "pong", n: -1 });
  await other.hears("pong");
  expect(local.isHere(ann.id)).toBe(true);
  other.close();
  await other.closed;
  while (local.isHere(ann.id)) await new Promise(setImmediate);
  expect(local.everyone().filter(({ userId }) => userId === ann.id)).toEqual([]);
});
