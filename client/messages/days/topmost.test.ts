import { expect, test } from "bun:test";

import { pillOf } from "./topmost";

test("the pill says the day of the topmost message, unless that day's own line is still in view", () => {
  expect(pillOf({ at: 7, above: 0, startsDay: false })).toBe(7);
  expect(pillOf({ at: 7, above: 300, startsDay: false })).toBe(7);
  expect(pillOf({ at: 7, above: 0, startsDay: true })).toBeUndefined();
  expect(pillOf({ at: 7, above: 43, startsDay: true })).toBeUndefined();
  expect(pillOf({ at: 7, above: 44, startsDay: true })).toBe(7);
});
