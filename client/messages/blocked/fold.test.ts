import { expect, test } from "bun:test";

import fc from "fast-check";

import type { Message } from "../../../src/protocol/message";
import { endOf, fold, type FoldRules, seqsOf } from "./fold";

const BLOCKED = "x";

const rules = (part: Partial<FoldRules> = {}): FoldRules => ({
  isBlocked: (authorId) => authorId.startsWith(BLOCKED),
  isOpened: () => false,
  isApart: () => false,
  ...part,
});

test("messages of blocked people in a row become one line, whoever of them wrote", () => {
  const { rows, runs } = fold(by("a", "x1", "x2", "x1", "b", "x1"), rules());
  expect(seqs(rows)).toEqual([1, 2, 5, 6]);
  expect([...runs.values()]).toEqual([
    { first: 2, last: 4, count: 3, isOpen: false },
    { first: 6, last: 6, count: 1, isOpen: false },
  ]);
});

test("a run that grows keeps the message that stands for it, as the same object", () => {
  const messages = by("a", "x", "x", "x");
  const before = fold(messages.slice(0, 2), rules()).rows.at(-1);
  const after = fold(messages, rules()).rows.at(-1);
  expect(after).toBe(before);
});

test("an opened run shows all of its messages, and later ones are folded until they are opened, too", () => {
  const opened = new Set([2, 3]);
  const folding = fold(by("a", "x", "x", "x", "x"), rules({ isOpened: (seq) => opened.has(seq) }));
  expect(seqs(folding.rows)).toEqual([1, 2, 3, 4]);
  expect(folding.runs.get(2)).toMatchObject({ last: 3, count: 2, isOpen: true });
  expect(folding.runs.get(4)).toMatchObject({ last: 5, count: 2, isOpen: false });
  expect([1, 2, 3, 4].map((seq) => endOf(folding, seq))).toEqual([1, 2, 3, 5]);
});

test("a line between two messages ends a run", () => {
  const isApart = (_: Message, next: Message) => next.seq === 3;
  expect(seqs(fold(by("x", "x", "x", "x"), rules({ isApart })).rows)).toEqual([1, 3]);
});

test("a system message by a blocked person is shown, and ends a run", () => {
  const [one, two, three] = by("x", "x", "x") as [Message, Message, Message];
  const { rows, runs } = fold([one, { ...two, kind: "system" }, three], rules());
  expect(seqs(rows)).toEqual([1, 2, 3]);
  expect([...runs.keys()]).toEqual([1, 3]);
});

const rooms = fc.array(
  fc.record({
    author: fc.constantFrom("a", "b", "x1", "x2"),
    isSystem: fc.boolean(),
    gap: fc.integer({ min: 1, max: 3 }),
    isOpened: fc.boolean(),
    isApart: fc.boolean(),
  }),
  { maxLength: 40 },
);

test("every message is shown or in exactly one run, in order, and no blocked word is shown unless it was opened", () => {
  fc.assert(
    fc.property(rooms, (given) => {
      let seq = 0;
      const messages = given.map(({ author, isSystem, gap }) => {
        seq += gap;
        return message(seq, author, isSystem ? "system" : "text");
      });
      const isHidden = (one: Message) => one.kind === "text" && one.authorId.startsWith(BLOCKED);
      const at = new Map(messages.map((one, n) => [one.seq, given[n]!]));
      const folding = fold(
        messages,
        rules({
          isOpened: (one) => at.get(one)!.isOpened,
          isApart: (_, next) => at.get(next.seq)!.isApart,
        }),
      );
      const { rows, runs } = folding;
      expect(seqs(rows)).toEqual(seqs(rows).sort((a, b) => a - b));
      const covered = rows.flatMap((row) =>
        messages.filter((one) => one.seq >= row.seq && one.seq <= endOf(folding, row.seq)),
      );
      expect(covered).toEqual(messages);
      for (const row of rows) {
        const run = runs.get(row.seq);
        // A row that is not the line of a folded run shows its words.
        if (isHidden(row) && !run) expect(at.get(row.seq)!.isOpened).toBe(true);
        if (run && !run.isOpen)
          expect(seqsOf(messages, run).every((one) => !at.get(one)!.isOpened)).toBe(true);
        if (run) expect(run.count).toBe(seqsOf(messages, run).length);
      }
      // With nobody blocked everything is as it was: unblocking unfolds.
      expect(fold(messages, rules({ isBlocked: () => false }))).toEqual({ rows: messages, runs: new Map() });
    }),
  );
});

const seqs = (messages: Message[]): number[] => messages.map(({ seq }) => seq);

const by = (...authors: string[]): Message[] => authors.map((author, n) => message(n + 1, author, "text"));

const message = (seq: number, authorId: string, kind: "text" | "system"): Message =>
  ({ seq, authorId, kind, at: 0 }) as unknown as Message;
