import { expect, test } from "bun:test";

import fc from "fast-check";

import { dayAt, startOf } from "./days";

test("a day begins at midnight of this time zone, and the next one where it ends", () => {
  const start = startOf("2026-11-30")!;
  expect(new Date(start).toString()).toStartWith("Mon Nov 30 2026 00:00:00");
  expect(startOf("2026-11-30", 1)).toBe(startOf("2026-12-01"));
  expect(dayAt(startOf("2026-12-01"), 1)).toBe("2026-11-30");
});

test("what is no day is none, and none is before 1970", () => {
  for (const text of ["", "soon", "2026-11", "26-11-30"]) expect(startOf(text)).toBeUndefined();
  expect(startOf("0026-01-01")).toBe(0);
  expect(dayAt(undefined)).toBe("");
});

test("each day comes back as it was", () => {
  const max = new Date("2100-01-01T00:00:00Z");
  const min = new Date("1971-01-01T00:00:00Z");
  fc.assert(
    fc.property(fc.date({ min, max, noInvalidDate: true }), (date) => {
      const day = date.toISOString().slice(0, 10);
      expect(dayAt(startOf(day))).toBe(day);
      expect(dayAt(startOf(day, 1), 1)).toBe(day);
    }),
  );
});
