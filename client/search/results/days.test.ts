import { expect, test } from "bun:test";

import { textAt } from "../../messages/examples";
import { daysOf } from "./days";

test("each day has its hits, in their order", () => {
  const hits = [310, 305, 299, 101, 100].map((at, seq) => ({
    message: { ...textAt(seq), at },
    ranges: [],
  }));
  const days = daysOf(hits, (at) => `day ${Math.floor(at / 100)}`);
  expect(days.map(({ day, hits: own }) => [day, own.map(({ message }) => message.at)])).toEqual([
    ["day 3", [310, 305]],
    ["day 2", [299]],
    ["day 1", [101, 100]],
  ]);
  expect(daysOf([], String)).toEqual([]);
});
