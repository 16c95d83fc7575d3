import { expect, test } from "bun:test";

import fc from "fast-check";

import { advanceMarks, NO_MARKS, type RoomMarks } from "./marks";

type Step = Parameters<typeof advanceMarks>[1];

const message = (seq: number): Step => ({ type: "message", seq });
const read = (seq: number): Step => ({ type: "read", seq });

function after(steps: Step[]): { effects: string[]; marks: RoomMarks } {
  let marks = NO_MARKS;
  const effects = steps.map((step) => {
    const next = advanceMarks(marks, step);
    ({ marks } = next);
    return next.effect;
  });
  return { effects, marks };
}

test("a newer message is shown, the same one and an older one are not", () => {
  expect(after([message(5), message(5), message(4), message(6)]).effects).toEqual([
    "show",
    "none",
    "none",
    "show",
  ]);
});

test("reading up to what is shown closes it, reading less does not", () => {
  expect(after([message(5), read(4), read(5)]).effects).toEqual(["show", "none", "close"]);
  expect(after([message(5), read(9), message(9), message(10)]).effects).toEqual([
    "show",
    "close",
    "none",
    "show",
  ]);
});

test("a message that was read before its push came is not shown", () => {
  expect(after([read(7), message(7)]).effects).toEqual(["close", "none"]);
});

test("whatever comes in whatever order: nothing is shown twice, nor after it was read", () => {
  const steps = fc.array(
    fc.record({
      type: fc.constantFrom("message" as const, "read" as const),
      seq: fc.integer({ min: 1, max: 9 }),
    }),
  );
  fc.assert(
    fc.property(steps, (all) => {
      const { effects } = after(all);
      const shown = all.filter((_, n) => effects[n] === "show").map(({ seq }) => seq);
      expect(shown).toEqual([...new Set(shown)].sort((one, other) => one - other));
      for (const [n, { seq }] of all.entries())
        if (effects[n] === "show")
          expect(all.slice(0, n).every((one) => one.type !== "read" || one.seq < seq)).toBe(true);
    }),
  );
});
