import { afterEach, expect, test } from "bun:test";

import fc from "fast-check";

import { daysBefore } from "./day";

const HOUR_MS = 3_600_000;
const home = process.env.TZ;

afterEach(() => {
  if (home === undefined) delete process.env.TZ;
  else process.env.TZ = home;
});

test("right before midnight it is today, right after it is yesterday", () => {
  const night = new Date(2026, 10, 29, 23, 59, 59, 999).getTime();
  expect(daysBefore(night - HOUR_MS, night)).toBe(0);
  expect(daysBefore(night, night + 1)).toBe(1);
  expect(daysBefore(night + 1, night + 1)).toBe(0);
});

test("the same moment is on another day after a change of the time zone", () => {
  const at = Date.UTC(2026, 10, 29, 14, 30);
  const now = Date.UTC(2026, 10, 29, 16, 0);
  process.env.TZ = "Europe/London";
  expect(daysBefore(at, now)).toBe(0);
  process.env.TZ = "Asia/Seoul";
  expect(daysBefore(at, now)).toBe(1);
  process.env.TZ = "America/Los_Angeles";
  expect(daysBefore(at, now)).toBe(0);
});

test("days of 23 and 25 hours are days", () => {
  process.env.TZ = "America/New_York";
  const spring = new Date(2026, 2, 8, 12).getTime();
  expect(daysBefore(new Date(2026, 2, 7, 23).getTime(), spring)).toBe(1);
  expect(daysBefore(spring, new Date(2026, 2, 9, 0).getTime())).toBe(1);
  const autumn = new Date(2026, 10, 1, 12).getTime();
  expect(daysBefore(new Date(2026, 9, 31, 0).getTime(), autumn)).toBe(1);
  expect(daysBefore(autumn, new Date(2026, 10, 2, 23).getTime())).toBe(1);
});

// São Paulo put its clocks forward at midnight: days there began at one o'clock.
const zones = ["UTC", "Asia/Seoul", "America/Los_Angeles", "America/Sao_Paulo", "Pacific/Apia"];

test("wherever the reader is, any moment of a date is as many days before as the date is", () => {
  const date = fc.record({ month: fc.nat(11), day: fc.integer({ min: 1, max: 28 }), hour: fc.nat(23) });
  fc.assert(
    fc.property(fc.constantFrom(...zones), date, fc.nat(400), (zone, { month, day, hour }, days) => {
      process.env.TZ = zone;
      // After the year in which Apia had no 30 December.
      const then = new Date(2013, month, day, hour).getTime();
      const now = new Date(2013, month, day + days, 23 - hour).getTime();
      expect(daysBefore(then, now)).toBe(days);
    }),
  );
});
