import { expect, test } from "bun:test";

import fc from "fast-check";

import { spanOf } from "./span";

const [MINUTE_MS, HOUR_MS, DAY_MS] = [60_000, 3_600_000, 86_400_000];

test("it is said in the largest unit that still says something", () => {
  expect(spanOf(59_999)).toBeUndefined();
  expect(spanOf(3 * MINUTE_MS)).toEqual({ count: 3, unit: "minute" });
  expect(spanOf(59.6 * MINUTE_MS)).toEqual({ count: 1, unit: "hour" });
  expect(spanOf(47 * HOUR_MS)).toEqual({ count: 47, unit: "hour" });
  expect(spanOf(47.7 * HOUR_MS)).toEqual({ count: 2, unit: "day" });
  expect(spanOf(40 * DAY_MS)).toEqual({ count: 40, unit: "day" });
});

test("what is said is right to half a unit, and never says 0, 60 minutes or 48 hours", () => {
  const units = { minute: MINUTE_MS, hour: HOUR_MS, day: DAY_MS };
  fc.assert(
    fc.property(fc.integer({ min: MINUTE_MS, max: 400 * DAY_MS }), (ms) => {
      const { count, unit } = spanOf(ms)!;
      expect(Math.abs(count * units[unit] - ms)).toBeLessThanOrEqual(units[unit] / 2);
      expect(count).toBeGreaterThan(0);
      expect(`${count} ${unit}`).not.toBe("60 minute");
      expect(`${count} ${unit}`).not.toBe("48 hour");
    }),
  );
});
