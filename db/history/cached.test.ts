import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import fc from "fast-check";

import { cached } from "./cached";
import { type History, type MessageChange, type PageQuery, plain } from "./history";
import * as sqlite from "./sqlite";

// That it answers as any history does is in contract.test.ts; here, that it asks the store less, and is never behind.
const dir = mkdtempSync(join(tmpdir(), "potato-held-"));
let disk: History;
let reads = 0;
let held: History;

beforeAll(() => {
  disk = sqlite.open(dir);
  const page = (roomId: string, asked: PageQuery) => {
    reads++;
    return disk.page(roomId, asked);
  };
  held = cached({ ...disk, page });
});
afterAll(async () => {
  await disk.close();
  rmSync(dir, { recursive: true, force: true });
});

let rooms = 0;
const words = { ...plain, authorId: "ann" };
const say = (history: History, roomId: string, count: number, text = "감자") =>
  history.append(
    Array.from({ length: count }, () => ({
      ...words,
      text,
      roomId,
      clientId: crypto.randomUUID(),
    })),
  );

test("a thousand who come back to a room cost one read of it", async () => {
  const room = `room-${++rooms}`;
  await say(disk, room, 80);
  reads = 0;
  const missed = Array.from({ length: 1000 }, (_, n) =>
    held.page(room, { after: 40 + (n % 40), limit: 200 }),
  );
  const pages = await Promise.all(Array.from({ length: 1000 }, () => held.page(room, { limit: 50 })));
  for (const page of pages)
    expect(page.map(({ seq }) => seq)).toEqual(Array.from({ length: 50 }, (_, n) => n + 31));
  for (const [n, page] of (await Promise.all(missed)).entries()) expect(page[0]?.seq).toBe(41 + (n % 40));
  expect(reads).toBe(1);
});

test("those who missed more than is held share what they ask for at the same time", async () => {
  const room = `room-${++rooms}`;
  await say(disk, room, 600);
  await held.page(room, { limit: 50 });
  reads = 0;
  const pages = await Promise.all(
    Array.from({ length: 500 }, () => held.page(room, { after: 100, limit: 200 })),
  );
  expect(new Set(pages.map((page) => `${page[0]?.seq}-${page.at(-1)?.seq}`))).toEqual(new Set(["101-300"]));
  expect(reads).toBe(1);
});

describe("what is said while the newest are read, slowly", () => {
  const edit = (roomId: string, seq: number): MessageChange => ({
    roomId,
    seq,
    to: () => ({ text: "고구마" }),
  });

  test("a change that is stored meanwhile is in what is cached, whichever of the two was first there", async () => {
    for (const isCached of [true, false]) {
      const room = `room-${++rooms}`;
      await say(disk, room, 5);
      const { answer, history } = slow();
      // What is said through it is cached, and too few for a page.
      if (isCached) await say(history, room, 2);
      const reading = history.page(room, { limit: 50 });
      await history.change([edit(room, 3), edit(room, 5)]);
      answer();
      await reading;
      reads = 0;
      const texts = (await history.page(room, { limit: 3, before: 6 })).map(({ text }) => text);
      expect(texts).toEqual(["고구마", "감자", "고구마"]);
      const [found] = await history.find(room, [5]);
      expect([found?.text, found?.rev]).toEqual(["고구마", 2]);
    }
  });

  /** A history of a store that reads at once and answers when it is let. */
  function slow() {
    const { promise, resolve } = Promise.withResolvers<void>();
    const page = async (roomId: string, asked: PageQuery) => {
      const answer = await disk.page(roomId, asked);
      await promise;
      return answer;
    };
    return { answer: resolve, history: cached({ ...disk, page }) };
  }

  async function isAsOnDisk(history: History, room: string) {
    expect(await history.head(room)).toBe(await disk.head(room));
    for (let after = 0; after < 680; after += 40)
      expect(await history.page(room, { after, limit: 40 })).toEqual(
        await disk.page(room, { after, limit: 40 }),
      );
    for (const seq of [1, 90, 260, 500])
      expect(await history.find(room, [seq])).toEqual(await disk.find(room, [seq]));
  }

  test("joins on to them, however much it is", async () => {
    const room = `room-${++rooms}`;
    await say(disk, room, 80);
    const { history, answer } = slow();
    const early = history.page(room, { limit: 50 });
    await say(history, room, 600);
    answer();
    await early;
    await isAsOnDisk(history, room);
  });

  test("is not forgotten, whatever else is said meanwhile", async () => {
    const [room, ...others] = Array.from({ length: 8 }, () => `room-${++rooms}`) as [string, ...string[]];
    await say(disk, room, 80);
    const { history, answer } = slow();
    const early = history.page(room, { limit: 50 });
    await say(history, room, 10);
    for (const other of others) await say(history, other, 500, "감자".repeat(2500));
    answer();
    await early;
    await isAsOnDisk(history, room);
  });
});

test("whatever is asked after whatever was said and changed, it is what is on disk", async () => {
  const step = fc.oneof(
    fc.record({ say: fc.integer({ min: 1, max: 400 }) }),
    fc.record({
      before: fc.option(fc.nat(1600), { nil: undefined }),
      limit: fc.integer({ min: 1, max: 200 }),
    }),
    fc.record({ after: fc.nat(1600), limit: fc.integer({ min: 1, max: 200 }) }),
    fc.record({ change: fc.integer({ min: 1, max: 1600 }), text: fc.string() }),
    fc.record({ find: fc.array(fc.nat(1600), { maxLength: 5 }) }),
  );
  const lives = fc.record({ before: fc.nat(300), steps: fc.array(step, { maxLength: 8 }) });
  await fc.assert(
    fc.asyncProperty(lives, async ({ before, steps }) => {
      const room = `room-${++rooms}`;
      await say(disk, room, before);
      for (const one of steps) {
        if ("say" in one) await say(held, room, one.say);
        else if ("change" in one)
          await held.change([{ roomId: room, seq: one.change, to: () => ({ text: one.text }) }]);
        else if ("find" in one)
          expect(await held.find(room, one.find)).toEqual(await disk.find(room, one.find));
        else expect(await held.page(room, one)).toEqual(await disk.page(room, one));
        expect(await held.head(room)).toBe(await disk.head(room));
      }
    }),
    { numRuns: 60 },
  );
});
