import { expect, test } from "bun:test";

import fc from "fast-check";

import { placeBeside } from "./place";

const PAGE = { width: 1000, height: 800 };
const SIZE = { width: 200, height: 100 };

test("it is above the element, in its middle", () => {
  expect(placeBeside(at(500, 400), SIZE, PAGE)).toEqual({ x: 410, y: 294 });
});

test("below, if there is no space above", () => {
  expect(placeBeside(at(500, 50), SIZE, PAGE)).toEqual({ x: 410, y: 76 });
});

test("at a side of the page it moves in", () => {
  expect(placeBeside(at(0, 400), SIZE, PAGE).x).toBe(8);
  expect(placeBeside(at(980, 400), SIZE, PAGE).x).toBe(792);
});

test("what fits the page is inside it, and does not cover the element if it fits above or below", () => {
  const length = (most: number) => fc.integer({ min: 1, max: most });
  fc.assert(
    fc.property(length(980), length(780), length(984), length(784), (left, top, width, height) => {
      const anchor = at(left, top);
      const { x, y } = placeBeside(anchor, { width, height }, PAGE);
      expect(x).toBeGreaterThanOrEqual(8);
      expect(y).toBeGreaterThanOrEqual(8);
      expect(x + width).toBeLessThanOrEqual(PAGE.width - 8);
      expect(y + height).toBeLessThanOrEqual(PAGE.height - 8);
      const fits = height + 14 <= anchor.top || anchor.bottom + height + 14 <= PAGE.height;
      if (fits) expect(y + height <= anchor.top || y >= anchor.bottom).toBe(true);
    }),
  );
});

function at(left: number, top: number) {
  return { left, top, right: left + 20, bottom: top + 20 };
}
