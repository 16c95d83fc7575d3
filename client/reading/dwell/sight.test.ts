import { expect, test } from "bun:test";

import { type RowExtent, sightOf } from "./sight";

const VIEW = { top: 100, bottom: 700 };

// Rows below each other from `top` on; each stands for one message.
function rows(top: number, ...heights: number[]): RowExtent[] {
  let y = top;
  return heights.map((height, n) => ({ top: y, bottom: (y += height), from: n + 1, to: n + 1 }));
}

test("rows that are cut off count while half of them is in view", () => {
  expect(sightOf(rows(80, 40, 500, 160), VIEW)).toEqual({ from: 1, to: 3 });
  expect(sightOf(rows(79, 40, 500, 160), VIEW)).toEqual({ from: 2, to: 3 });
  expect(sightOf(rows(80, 40, 501, 160), VIEW)).toEqual({ from: 1, to: 2 });
});

test("rows outside the view do not count", () => {
  expect(sightOf(rows(0, 50, 50, 50), VIEW)).toEqual({ from: 3, to: 3 });
  expect(sightOf(rows(0, 50, 50), VIEW)).toBeUndefined();
  expect(sightOf([], VIEW)).toBeUndefined();
});

test("a row higher than the view counts once its middle is in view or above it, until it has nearly left", () => {
  expect(sightOf(rows(100, 2000), VIEW)).toBeUndefined();
  expect(sightOf(rows(-301, 2000), VIEW)).toEqual({ from: 1, to: 1 });
  expect(sightOf(rows(-1500, 2000), VIEW)).toEqual({ from: 1, to: 1 });
  expect(sightOf(rows(-1700, 2000), VIEW)).toBeUndefined();
});

test("a row of several messages counts as all of them", () => {
  const [one, two] = rows(100, 50, 50) as [RowExtent, RowExtent];
  expect(
    sightOf(
      [
        { ...one, to: 7 },
        { ...two, from: 8, to: 12 },
      ],
      VIEW,
    ),
  ).toEqual({ from: 1, to: 12 });
});
