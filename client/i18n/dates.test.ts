import { afterEach, expect, test } from "bun:test";

import { zone } from "./clock";
import { formsIn, olderDay } from "./dates";

const ownZone = process.env.TZ;
afterEach(() => {
  if (ownZone === undefined) delete process.env.TZ;
  else process.env.TZ = ownZone;
});

const DAY = 86_400_000;
const at = (text: string): number => new Date(`${text}T12:00:00`).getTime();

test.each([
  ["ko", "2026-03-01", "2026-02-28", "2월 28일"],
  ["ko", "2026-03-01", "2025-12-31", "2025. 12. 31."],
  ["en-US", "2026-03-01", "2026-02-28", "Feb 28"],
  ["en-US", "2026-01-01", "2025-12-31", "12/31/2025"],
])("in %s on %s a message of %s stands as %s", (tag, today, day, shown) =>
  expect(olderDay(formsIn(tag), at(day), at(today))).toBe(shown),
);

test("an open page follows a change of the time zone once it is looked at", () => {
  process.env.TZ = "Asia/Seoul";
  dispatchEvent(new Event("focus"));
  const [seoul, before] = [zone(), formsIn("en").time.format(20 * DAY)];
  process.env.TZ = "America/New_York";
  expect(zone()).toBe(seoul);
  dispatchEvent(new Event("focus"));
  expect(zone()).not.toBe(seoul);
  expect([before, formsIn("en").time.format(20 * DAY)].map((time) => time.replaceAll(/\s/gu, " "))).toEqual([
    "9:00 AM",
    "7:00 PM",
  ]);
});
