import { expect, test } from "bun:test";

import { backOff } from "./wait";

const draws = (attempts: number): number[] => Array.from({ length: 2000 }, () => backOff(attempts));

test("the first waits are short, and after however many attempts the next comes within 8 s", () => {
  expect(Math.max(...draws(0))).toBeLessThanOrEqual(500);
  for (const attempts of [4, 10, 100, 5000]) expect(Math.max(...draws(attempts))).toBeLessThanOrEqual(8000);
});

test("those who wait are spread over the whole span", () => {
  const waits = draws(10);
  for (let from = 0; from < 8000; from += 1000) {
    const inside = waits.filter((ms) => ms >= from && ms < from + 1000).length;
    // 250 of 2,000 would be even; below 150 is more than six deviations away.
    expect(inside).toBeGreaterThan(150);
  }
});
