import { afterEach, expect, test } from "bun:test";

import fc from "fast-check";

import { useBackfill, forgetAll, releaseInOrder } from "./order";

// Nothing here is a server's: seqs go in as they may come from other machines, and come out as they are heard.
afterEach(forgetAll);

let rooms = 0;
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, n) => from + n);

/** Hears what is let out of a room, and resolves once that is so many. */
function hearer(roomId = `room-${++rooms}`) {
  const received: number[] = [];
  let wanted = Infinity;
  let enough = () => {};
  const receive = (seq: number) => {
    received.push(seq);
    if (received.length >= wanted) enough();
  };
  const come = (seq: number) => releaseInOrder(roomId, seq, () => receive(seq));
  const hears = (count: number) =>
    new Promise<number[]>((resolve) => {
      wanted = count;
      enough = () => resolve(received);
      if (received.length >= count) resolve(received);
    });
  return { roomId, received, come, hears };
}

test("the first is where it begins, what follows passes at once, a repeat never", () => {
  const { received, come } = hearer();
  for (const seq of [7, 8, 8, 7, 9, 3, 10]) come(seq);
  expect(received).toEqual([7, 8, 9, 10]);
});

test("what comes too early waits for what comes late", () => {
  const { received, come } = hearer();
  for (const seq of [1, 4, 3, 3]) come(seq);
  expect(received).toEqual([1]);
  come(2);
  expect(received).toEqual([1, 2, 3, 4]);
});

test("what never comes is read from history, once, and heard in its place", async () => {
  const { roomId, come, hears } = hearer();
  const asked: unknown[] = [];
  useBackfill(async (...hole) => {
    asked.push(hole);
    for (const seq of range(hole[1] + 1, hole[2] - 1)) come(seq);
  });
  for (const seq of [1, 5, 6, 9]) come(seq);
  expect(await hears(9)).toEqual(range(1, 9));
  expect(asked).toEqual([
    [roomId, 1, 5],
    [roomId, 6, 9],
  ]);
});

test("where history cannot be read either, what is there is heard all the same", async () => {
  const { come, hears } = hearer();
  useBackfill(() => Promise.reject(new Error("away")));
  for (const seq of [1, 3, 4]) come(seq);
  expect(await hears(3)).toEqual([1, 3, 4]);
  come(5);
  expect(await hears(4)).toEqual([1, 3, 4, 5]);
});

test("however they come, mixed, twice and with holes, all are heard once and in order", async () => {
  const count = 30;
  const arrivals = fc.array(fc.integer({ min: 2, max: count }), { maxLength: 60 });
  await fc.assert(
    fc.asyncProperty(arrivals, async (seqs) => {
      const { come, hears } = hearer();
      useBackfill(async (_, after, before) => range(after + 1, before - 1).forEach(come));
      for (const seq of [1, ...seqs, count + 1]) come(seq);
      expect(await hears(count + 1)).toEqual(range(1, count + 1));
    }),
    { numRuns: 20 },
  );
});
