import { expect, test } from "bun:test";

import fc from "fast-check";

import { beginSwipe, FAR, isFar, moveSwipe, type Swipe } from "./swipe";

const swiped = (path: [x: number, y: number][], isRtl = false): Swipe =>
  path.reduce((swipe, [x, y]) => moveSwipe(swipe, 200 + x, 300 + y, isRtl), beginSwipe(200, 300));

test("a finger that goes to the left takes the message along, and far enough it replies", () => {
  expect(swiped([[-5, 0]])).toMatchObject({ kind: "unknown", by: 0 });
  expect(swiped([[-30, 4]])).toMatchObject({ kind: "swipe", by: 20 });
  expect(isFar(swiped([[-65, 0]]))).toBe(false);
  expect(isFar(swiped([[-66, 0]]))).toBe(true);
  expect(swiped([[-400, 0]]).by).toBe(80);
});

test("whoever comes back before letting go does not reply", () => {
  expect(
    swiped([
      [-90, 0],
      [-20, 0],
    ]),
  ).toMatchObject({ kind: "swipe", by: 10 });
  expect(
    swiped([
      [-90, 0],
      [40, 0],
    ]),
  ).toMatchObject({ kind: "swipe", by: 0 });
});

test("scrolling stays scrolling, wherever the finger goes later", () => {
  for (const first of [
    [0, 20],
    [-10, 10],
    [-14, 10],
    [30, 0],
  ] as [number, number][]) {
    expect(swiped([first, [-200, 0]])).toMatchObject({ kind: "other", by: 0 });
  }
});

test("in a page from right to left everything is the other way round", () => {
  const paths = fc.array(fc.tuple(fc.integer({ min: -200, max: 200 }), fc.integer({ min: -200, max: 200 })), {
    minLength: 1,
    maxLength: 8,
  });
  fc.assert(
    fc.property(paths, (path) => {
      const mirrored = path.map(([x, y]): [number, number] => [-x, y]);
      const one = swiped(path);
      expect(swiped(mirrored, true)).toEqual(one);
      // It never moves the other way, and only a swipe moves at all.
      expect(one.by).toBeGreaterThanOrEqual(0);
      if (one.kind !== "swipe") expect(one.by).toBe(0);
      expect(isFar(one)).toBe(one.by >= FAR);
    }),
  );
});
