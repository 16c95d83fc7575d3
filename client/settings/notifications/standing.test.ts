import { expect, test } from "bun:test";

import { standingOf } from "./standing";

const QUIET = { from: "22:00", to: "07:00", timeZone: "Asia/Seoul", days: [0, 1, 2, 3, 4, 5, 6] };
// Seoul is nine hours ahead of UTC, in summer and winter.
const seoul = (clock: string): number => Date.parse(`2026-11-30T${clock}+09:00`);

test("it says why nothing comes through", () => {
  expect(standingOf("unknown", QUIET, 0)).toBeUndefined();
  expect(standingOf("off", QUIET, seoul("23:00"))).toEqual({ kind: "off" });
  expect(standingOf("blocked", null, 0)).toEqual({ kind: "cannot" });
  expect(standingOf("insecure", null, 0)).toEqual({ kind: "cannot" });
});

test("in quiet time it says when that ends, before it when it begins", () => {
  expect(standingOf("on", QUIET, seoul("23:30:20"))).toEqual({
    kind: "quiet",
    until: Date.parse("2026-12-01T07:00+09:00"),
  });
  expect(standingOf("on", QUIET, seoul("06:59:59"))).toEqual({ kind: "quiet", until: seoul("07:00") });
  expect(standingOf("on", QUIET, seoul("07:00"))).toEqual({ kind: "on", quietFrom: seoul("22:00") });
  expect(standingOf("on", null, seoul("23:00"))).toEqual({ kind: "on", quietFrom: undefined });
});

test("a quiet time without an end says so", () => {
  expect(standingOf("on", { ...QUIET, to: "22:00" }, seoul("12:00"))).toEqual({ kind: "quiet-all-day" });
});

test("a quiet time that begins on other days is far away", () => {
  // 30 November 2026 is a Monday.
  expect(standingOf("on", { ...QUIET, days: [4] }, seoul("12:00"))).toEqual({
    kind: "on",
    quietFrom: undefined,
  });
});
