import { expect, test } from "bun:test";

import fc from "fast-check";

import type { Steps } from "../../src/protocol/message";
import { countAt, lower, upTo } from "./steps";

const MEMBERS = 4;
// A frame covers this many of the newest messages.
const COVERED = 5;

const member = fc.nat(MEMBERS - 1);
const actions = fc.array(
  fc.oneof(
    fc.record({ type: fc.constant("send" as const), by: member }),
    fc.record({
      type: fc.constant("read" as const),
      by: member,
      share: fc.double({ min: 0, max: 1, noNaN: true }),
    }),
    fc.record({ type: fc.constant("frame" as const) }),
  ),
  { maxLength: 60 },
);

test("messages that a frame covers show the exact number, and none ever shows as read by more members than have read it", () => {
  fc.assert(
    fc.property(actions, (all) => {
      const cursors = Array.from({ length: MEMBERS }, () => 0);
      // The number that each message came with.
      const first: number[] = [0];
      let known: Steps = [];
      const head = () => first.length - 1;
      const trueAt = (seq: number) => cursors.filter((cursor) => cursor < seq).length;
      const shownAt = (seq: number) => Math.min(first[seq]!, countAt(known, seq));
      for (const action of all) {
        if (action.type === "send") {
          cursors[action.by] = first.length;
          first.push(trueAt(first.length));
        } else if (action.type === "read") {
          cursors[action.by] = Math.max(cursors[action.by]!, Math.floor(action.share * head()));
        } else if (head() > 0) {
          const from = Math.max(1, head() - COVERED + 1);
          const steps = stepsOf(from, head(), trueAt);
          known = lower(known, upTo(head(), steps));
          for (let seq = from; seq <= head(); seq++) expect(shownAt(seq)).toBe(trueAt(seq));
        }
        for (let seq = 1; seq <= head(); seq++) expect(shownAt(seq)).toBeGreaterThanOrEqual(trueAt(seq));
      }
    }),
  );
});

test("a room of ten thousand is a few steps, however many frames have come", () => {
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
