import { expect, test } from "bun:test";

import { daysUntil, nextMorning, untilOf } from "./until";

// By the clock of the machine that runs this.
const at = (day: number, hour: number, minute = 0): number => new Date(2026, 10, day, hour, minute).getTime();

test("an hour, until the next morning, and for good", () => {
  expect(untilOf("hour", at(30, 14, 20))).toBe(at(30, 15, 20));
  expect(untilOf("morning", at(30, 14, 20))).toBe(new Date(2026, 11, 1, 8).getTime());
  expect(untilOf("always", at(30, 14))).toBeNull();
});

test("in the small hours the next morning is today's, before breakfast it is tomorrow's", () => {
  expect(nextMorning(at(12, 3, 59))).toBe(at(12, 8));
  expect(nextMorning(at(12, 4))).toBe(at(13, 8));
  expect(nextMorning(at(12, 7, 59))).toBe(at(13, 8));
});

test("days are counted by midnights", () => {
  expect(daysUntil(at(12, 23, 59), at(12, 0))).toBe(0);
  expect(daysUntil(at(13, 0), at(12, 23, 59))).toBe(1);
  expect(daysUntil(at(14, 8), at(12, 9))).toBe(2);
});
