import { expect, test } from "bun:test";

import fc from "fast-check";

import { rollOf } from "./roll";

test("only the digits that change roll", () => {
  expect(rollOf(12, 11)).toEqual({ still: "1", from: "2", to: "1" });
  expect(rollOf(120, 119)).toEqual({ still: "1", from: "20", to: "19" });
  expect(rollOf(3, 2)).toEqual({ still: "", from: "3", to: "2" });
});

test("a number that gets shorter rolls as a whole", () => {
  expect(rollOf(10, 9)).toEqual({ still: "", from: "10", to: "9" });
  expect(rollOf(1000, 9)).toEqual({ still: "", from: "1000", to: "9" });
});

test("whatever it was before, the number reads as it is now", () => {
  fc.assert(
    fc.property(fc.nat(10_000), fc.nat(10_000), (before, now) => {
      const { still, from, to } = rollOf(before, now);
      expect(still + to).toBe(String(now));
      expect(still + from).toBe(String(before));
      expect(from === "" && to === "").toBe(before === now);
    }),
  );
});
