import { expect, test } from "bun:test";

import type { Message } from "../../../src/protocol/message";
import { change, live } from "../changes/live";
import { ROOM, textAt } from "../examples";
import type { HistoryEntry } from "../history";
import { begin, extend, learn, messagesIn, MOST_SELECTED, toggle } from "./select";

/** A room of texts whose third is hidden, and a selection that begins with the fifth. */
function world(count = 10) {
  let entries = Array.from({ length: count }, (_, n): HistoryEntry => {
    const seq = n + 1;
    return seq === 3 ? { roomId: ROOM, seq, kind: "hidden" } : live(textAt(seq));
  });
  let selected = begin(textAt(5));
  const messages = () => messagesIn(selected, new Map(entries.map((entry) => [entry.seq, entry])));
  return {
    press: (...seqs: number[]) => {
      for (const seq of seqs) selected = toggle(messages(), textAt(seq));
      return !selected.isFull;
    },
    pressTo: (seq: number) => {
      selected = extend(selected, messages(), { to: textAt(seq), entries });
      return !selected.isFull;
    },
    learn: (changed: Message[]) => void (selected = learn(selected, changed)),
    load: (seq: number) => void (entries = [live(textAt(seq))]),
    at: (seq: number) => entries[seq - 1],
    seqs: () => messages().map(({ seq }) => seq),
  };
}

test("messages are selected one by one, and handed out in their order", () => {
  const { press, seqs } = world();
  press(9, 2, 7);
  expect(seqs()).toEqual([2, 5, 7, 9]);
  press(5);
  expect(seqs()).toEqual([2, 7, 9]);
});

test("a range goes from the one that was pressed last, either way, and has nothing hidden in it", () => {
  const { press, pressTo, seqs } = world();
  pressTo(2);
  expect(seqs()).toEqual([2, 4, 5]);
  press(8);
  pressTo(10);
  expect(seqs()).toEqual([2, 4, 5, 8, 9, 10]);
});

test("one that is deleted is not selected any more, whether it is loaded or not", () => {
  const { press, seqs, at, load, learn: hear } = world();
  press(6, 7);
  const gone = { text: "", deletedAt: 1 };
  change(at(6), { ...textAt(6), ...gone, rev: 1 }, false);
  expect(seqs()).toEqual([5, 7]);
  load(1);
  expect(seqs()).toEqual([5, 7]);
  hear([
    { ...textAt(7), ...gone, rev: 2 },
    { ...textAt(9), ...gone, rev: 3 },
  ]);
  expect(seqs()).toEqual([5]);
});

test("more than can be selected are refused; of a range the nearest are taken", () => {
  const { press, pressTo, seqs } = world(MOST_SELECTED + 20);
  expect(pressTo(MOST_SELECTED + 20)).toBe(false);
  expect([seqs().length, seqs().at(-1)]).toEqual([MOST_SELECTED, MOST_SELECTED + 4]);
  expect([press(1), press(6), press(1)]).toEqual([false, true, true]);
});
