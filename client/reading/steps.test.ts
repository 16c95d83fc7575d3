import { expect, test } from "bun:test";

import fc from "fast-check";

import type { Steps } from "../../src/protocol/message";
import { countAt, lower, upTo } from "./steps";

const MEMBERS = 4;
// So many of the newest are told of.
const TOLD = 5;

const member = fc.nat(MEMBERS - 1);
const deeds = fc.array(
  fc.oneof(
    fc.record({ type: fc.constant("say" as const), by: member }),
    fc.record({
      type: fc.constant("read" as const),
      by: member,
      share: fc.double({ min: 0, max: 1, noNaN: true }),
    }),
    fc.record({ type: fc.constant("tell" as const) }),
  ),
  { maxLength: 60 },
);

test("what is told is shown as it is, and nothing is ever shown as read by more than have read it", () => {
  fc.assert(
    fc.property(deeds, (all) => {
      const cursors = Array.from({ length: MEMBERS }, () => 0);
      // As each message was when it came in.
      const first: number[] = [0];
      let known: Steps = [];
      const head = () => first.length - 1;
      const trueAt = (seq: number) => cursors.filter((cursor) => cursor < seq).length;
      const shownAt = (seq: number) => Math.min(first[seq]!, countAt(known, seq));
      for (const deed of all) {
        if (deed.type === "say") {
          cursors[deed.by] = first.length;
          first.push(trueAt(first.length));
        } else if (deed.type === "read") {
          cursors[deed.by] = Math.max(cursors[deed.by]!, Math.floor(deed.share * head()));
        } else if (head() > 0) {
          const from = Math.max(1, head() - TOLD + 1);
          const told = stepsOf(from, head(), trueAt);
          known = lower(known, upTo(head(), told));
          for (let seq = from; seq <= head(); seq++) expect(shownAt(seq)).toBe(trueAt(seq));
        }
        for (let seq = 1; seq <= head(); seq++) expect(shownAt(seq)).toBeGreaterThanOrEqual(trueAt(seq));
      }
    }),
  );
});

test("a room of ten thousand is a few steps, however often it is told", () => {
  let known: Steps = [];
  for (let head = 1; head <= 10_000; head++) known = lower(known, upTo(head, [[1, 0]]));
  expect(known).toEqual([
    [1, 0],
    [10_001, Infinity],
  ]);
});

function stepsOf(from: number, to: number, countOf: (seq: number) => number): Steps {
  const each = Array.from({ length: to - from + 1 }, (_, n): Steps[number] => [from + n, countOf(from + n)]);
  return each.filter(([, count], index) => count !== each[index - 1]?.[1]);
}
