import { expect, test } from "bun:test";

import fc from "fast-check";

import { CAUGHT_UP, progressed, shareLeft } from "./progress";

test("it shrinks as one reads, and is gone at the end", () => {
  const shares = [40, 30, 10, 0].reduce<{ now: typeof CAUGHT_UP; shares: number[] }>(
    ({ now, shares: all }, unread) => {
      const next = progressed(now, unread);
      return { now: next, shares: [...all, shareLeft(next)] };
    },
    { now: CAUGHT_UP, shares: [] },
  ).shares;
  expect(shares).toEqual([1, 0.75, 0.25, 0]);
});

test("what comes after everything was read is a new whole", () => {
  const read = [10, 0].reduce(progressed, CAUGHT_UP);
  expect(shareLeft(progressed(read, 2))).toBe(1);
});

test("it is never outside 0 to 1, and does not grow while the number falls", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(5000)), (numbers) => {
      let now = CAUGHT_UP;
      for (const unread of numbers) {
        const next = progressed(now, unread);
        expect(shareLeft(next)).toBeGreaterThanOrEqual(0);
        expect(shareLeft(next)).toBeLessThanOrEqual(1);
        expect(shareLeft(next) === 0).toBe(unread === 0);
        if (now.most > 0 && unread <= now.unread) expect(shareLeft(next)).toBeLessThanOrEqual(shareLeft(now));
        now = next;
      }
    }),
  );
});
