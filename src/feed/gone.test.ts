import { afterAll, beforeAll, describe, expect, test } from "bun:test";

import * as local from "../bus/local";
import { type Guest, guests, house, openHouse } from "../testing/people/guests";
import { Reader } from "../testing/people/readers";
import { Raw } from "../testing/wire/raw";
import * as feeds from "./feed";

// What the server still holds for feeds whose client is gone.

// Interval of the checks.
const LOOK_MS = 50;

beforeAll(() => openHouse());
afterAll(() => house.close());

test("when its reader goes, nothing is written to a feed any more, at once", async () => {
  const [ann] = await guests(1);
  const before = feeds.countRead();
  const readers = await Promise.all(Array.from({ length: 5 }, () => Reader.open(ann)));
  await Promise.all(readers.map((reader) => reader.hears("welcome")));
  expect(feeds.countRead()).toBe(before + 5);
  for (const reader of readers) reader.close();
  await Promise.all(readers.map(({ ended }) => ended));
  while (feeds.countRead() > before) await new Promise(setImmediate);
  // Kept for a reconnect, until the session ends.
  expect(local.isHere(ann.id)).toBe(true);
  await ann.call("DELETE", "/api/sessions/current");
  expect(local.isHere(ann.id)).toBe(false);
});

describe("a feed that nobody reads", () => {
  let gone: Raw;

  test("is ended, with what it had, and holds no more than that", async () => {
    const [ann, bob] = await guests(2);
    const room = await ann.group("flood", [bob]);
    const before = feeds.countRead();
    const [slow, other] = [await request(bob), await request(bob)];
    for (const raw of [slow, other]) {
      expect(await raw.head()).toStartWith("HTTP/1.1 200");
      raw.stopReading();
    }
    const text = "가".repeat(5000);
    let head = 1;
    for (; feeds.countRead() > before && head < 2000; head += 10) {
      await Promise.all(Array.from({ length: 10 }, () => ann.says(room, text)));
    }
    expect(feeds.countRead()).toBe(before);
    slow.readOn();
    const seqs = seqsIn(await slow.chunks());
    expect(seqs).toEqual(Array.from({ length: seqs.length }, (_, index) => index + 2));
    expect(seqs.length).toBeWithin(1, head);
    gone = other;
  }, 20_000);

  test("loses its connection, too, where not even that is read", async () => {
    while (gone.isHeld()) await Bun.sleep(LOOK_MS);
    gone.readOn();
    await gone.ended;
    expect((await gone.chunks()).slice(-5)).not.toBe("0\r\n\r\n");
  }, 18_000);

  const request = ({ token }: Guest) => Raw.request("GET /api/feed", { Authorization: `Bearer ${token}` });
  const seqsIn = (text: string) => [...text.matchAll(/"seq":(\d+)/g)].map(([, seq]) => Number(seq));
});
