import { expect, test } from "bun:test";

import fc from "fast-check";

import { isQuietAt, quietUntil } from "../../client/push/quiet";
import { isQuiet } from "./quiet";

// The page says what comes through right now; the server decides it.

const two = (n: number) => String(n).padStart(2, "0");
const clock = fc.tuple(fc.nat(23), fc.nat(59)).map(([hour, minute]) => `${two(hour)}:${two(minute)}`);
const quiet = fc.record({
  from: clock,
  to: clock,
  timeZone: fc.constantFrom("Asia/Seoul", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "UTC"),
  days: fc.subarray([0, 1, 2, 3, 4, 5, 6], { minLength: 1 }),
});
// Two years, with the days on which clocks are changed.
const at = fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2028, 0, 1) });

test("the page and the server agree on when it is quiet", () => {
  fc.assert(fc.property(quiet, at, (hours, now) => isQuietAt(hours, now) === isQuiet(hours, now)));
});

test("quiet time is over when the page says so, and not a minute earlier", () => {
  const holds = fc.property(quiet, at, (hours, now) => {
    const until = quietUntil(hours, now);
    if (until === undefined) return;
    expect([now, until - 1, until].map((then) => isQuiet(hours, then))).toEqual([true, true, false]);
  });
  fc.assert(holds, { numRuns: 50 });
});
