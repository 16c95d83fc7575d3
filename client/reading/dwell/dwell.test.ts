import { expect, test } from "bun:test";

import fc from "fast-check";

import {
  advance,
  DWELL_MS,
  type Happening,
  IDLE_MS,
  isLooking,
  nextAt,
  NOBODY,
  type Attention,
  step,
} from "./dwell";

type Trace = [at: number, happening: Happening][];

const sees = (from: number, to: number): Happening => ({ type: "sight", sight: { from, to } });
const blind: Happening = { type: "sight", sight: undefined };
const focus: Happening = { type: "focus", hasFocus: true };
const blur: Happening = { type: "focus", hasFocus: false };
const input: Happening = { type: "input" };

const play = (trace: Trace, end: number): Attention =>
  advance(
    trace.reduce((reader, [at, happening]) => step(reader, happening, at), NOBODY),
    end,
  );

const readAfter = (trace: Trace, end: number): number => play(trace, end).upTo;

const START = 1000;
const open: Trace = [
  [START, focus],
  [START, sees(1, 9)],
];

test("the lowest row is read once it was in view for half a second", () => {
  expect(readAfter(open, START + DWELL_MS - 1)).toBe(0);
  expect(readAfter(open, START + DWELL_MS)).toBe(9);
});

test("what was flung past is not read, and what was in view all the while someone scrolled is", () => {
  const flung: Trace = [...open, [START + 100, sees(40, 49)], [START + 200, sees(90, 99)]];
  expect(readAfter(flung, START + 600)).toBe(0);
  const slowly: Trace = [...open, [START + 200, sees(4, 12)], [START + 400, sees(7, 15)]];
  expect(readAfter(slowly, START + 500)).toBe(9);
  expect(readAfter(slowly, START + 700)).toBe(12);
  expect(readAfter(slowly, START + 900)).toBe(15);
});

test("a row that leaves too early starts anew when it comes back", () => {
  const trace: Trace = [...open, [START + 400, sees(1, 5)], [START + 450, sees(1, 9)]];
  expect(readAfter(trace, START + 900)).toBe(5);
  expect(readAfter(trace, START + 950)).toBe(9);
});

test("nothing is read without the focus, and coming back starts the time anew", () => {
  const trace: Trace = [...open, [START + 300, blur], [START + 5000, focus]];
  expect(readAfter(trace, START + 4999)).toBe(0);
  expect(readAfter(trace, START + 5499)).toBe(0);
  expect(readAfter(trace, START + 5500)).toBe(9);
});

test("a mouse that moves over a window without the focus reads nothing", () => {
  const trace: Trace = [
    [START, sees(1, 9)],
    [START, input],
  ];
  expect(readAfter(trace, START + 600)).toBe(0);
  expect(isLooking(play(trace, START + 600), START + 600)).toBe(false);
});

test("what was read stays read, whatever is in view later", () => {
  const trace: Trace = [...open, [START + 600, blind], [START + 700, sees(1, 2)]];
  expect(readAfter(trace, START + 9000)).toBe(9);
});

test("nothing is read while nobody touches anything for minutes, until someone does", () => {
  const idleAt = START + IDLE_MS;
  const trace: Trace = [...open, [idleAt - 100, sees(5, 20)]];
  expect(isLooking(play(trace, idleAt - 1), idleAt - 1)).toBe(true);
  expect(readAfter(trace, idleAt + 60_000)).toBe(9);
  const later: Trace = [...trace, [idleAt + 60_000, sees(10, 30)], [idleAt + 90_000, input]];
  expect(readAfter(later, idleAt + 90_499)).toBe(9);
  expect(readAfter(later, idleAt + 90_500)).toBe(30);
  const busy: Trace = [...open, [idleAt - 1, input], [idleAt + 10, sees(5, 20)]];
  expect(readAfter(busy, idleAt + 510)).toBe(20);
});

test("a timer that fires minutes late reads nothing that was seen after someone turned idle", () => {
  const trace: Trace = [...open, [START + IDLE_MS - 499, sees(5, 20)]];
  expect(readAfter(trace, START + 10 * IDLE_MS)).toBe(9);
});

const happenings = fc.array(
  fc.record({
    after: fc.integer({ min: 0, max: 12 }).map((n) => n * 50),
    happening: fc.oneof(
      fc.tuple(fc.integer({ min: 1, max: 20 }), fc.nat(8)).map(([from, more]) => sees(from, from + more)),
      fc.constant(blind),
      fc.constant(focus),
      fc.constant(blur),
      fc.constant(input),
      // A break in which someone turns idle.
      fc.constant(undefined),
    ),
  }),
  { maxLength: 30 },
);

test("it reads the same as a clock that watches every row", () => {
  fc.assert(
    fc.property(happenings, fc.boolean(), (all, hasTimer) => {
      let at = START;
      let reader = NOBODY;
      const watched = createWatch(START);
      for (const { after, happening } of all) {
        const to = at + (happening ? after : IDLE_MS + after);
        // The page wakes up when it asked to; without that, everything is computed late.
        const end = hasTimer ? to : at;
        for (let wake = nextAt(reader, at); wake !== undefined && wake < end; wake = nextAt(reader, at)) {
          expect(wake).toBeGreaterThan(at);
          at = wake;
          reader = advance(reader, at);
        }
        at = to;
        watched.goOn(at);
        expect(advance(reader, at).upTo).toBe(watched.upTo());
        if (!happening) continue;
        const { upTo } = reader;
        reader = step(reader, happening, at);
        expect(reader.upTo).toBeGreaterThanOrEqual(upTo);
        watched.happens(happening, at);
        expect(isLooking(reader, at)).toBe(watched.isLooking(at));
        // As much as matters, however long someone scrolls.
        expect(reader.sights.length).toBeLessThanOrEqual(all.length + 1);
      }
    }),
    { numRuns: 3000 },
  );
});

// Row by row, in steps of 50 ms: the definition.
function createWatch(start: number) {
  const TICK = 50;
  const since = new Map<number, number>();
  let [now, hasFocus, inputAt, upTo] = [start, false, -Infinity, 0];
  let sight: { from: number; to: number } | undefined;

  const isThere = (at: number) => hasFocus && at < inputAt + IDLE_MS;

  function look(): void {
    for (let row = 1; row <= 30; row++) {
      const isSeen = isThere(now) && sight !== undefined && row >= sight.from && row <= sight.to;
      if (!isSeen) since.delete(row);
      else if (!since.has(row)) since.set(row, now);
    }
  }

  function goOn(to: number): void {
    // Nothing changes in a long break once everything in view is read or nobody is there.
    while (now < to) {
      now += TICK;
      for (const [row, from] of since) if (now - from >= DWELL_MS) upTo = Math.max(upTo, row);
      look();
      if (since.size === 0) now = to;
      else if (to - now > 2 * DWELL_MS && [...since.keys()].every((row) => row <= upTo))
        now = Math.min(to, Math.max(now, inputAt + IDLE_MS - TICK));
    }
    look();
  }

  function happens(happening: Happening, at: number): void {
    now = at;
    const wasThere = isThere(at);
    if (happening.type === "sight") sight = happening.sight;
    if (happening.type === "focus") {
      if (happening.hasFocus && !hasFocus) inputAt = at;
      ({ hasFocus } = happening);
    }
    if (happening.type === "input") inputAt = at;
    if (!wasThere) since.clear();
    look();
  }

  return { goOn, happens, isLooking: isThere, upTo: () => upTo };
}
