import { expect, test } from "bun:test";

import fc from "fast-check";

import { neverChanged, plain, type Stored } from "../history";
import { Memory } from "./memory";

const message = (seq: number): Stored => ({
  ...plain,
  roomId: "room",
  seq,
  ordinal: seq,
  at: seq,
  authorId: "ann",
  clientId: `${seq}`,
  text: "감자",
  ...neverChanged,
});
const run = (first: number, last: number) =>
  Array.from({ length: last - first + 1 }, (_, nth) => message(first + nth));
const seqs = (messages: Stored[] | undefined) => messages?.map(({ seq }) => seq);

test("in whatever order messages are heard, and pages read between: what is held has no hole, and is all in the end", () =>
  fc.assert(
    fc.property(
      fc.shuffledSubarray(run(1, 40), { minLength: 40 }),
      fc.array(fc.tuple(fc.nat(40), fc.nat(40)), { maxLength: 10 }),
      (received, pages) => {
        const memory = new Memory();
        // As if all before had been read once: a room begins with the first that is heard.
        memory.observeNewest("room", []);
        for (const [nth, one] of received.entries()) {
          memory.observe(one);
          const [last, length] = pages[nth] ?? [0, 0];
          if (length > 0 && last > 0) memory.observeNewest("room", run(Math.max(1, last - length), last));
          const head = memory.head("room")!;
          const known = memory.page("room", { limit: 5 });
          if (known) expect(seqs(known)).toEqual(seqs(run(Math.max(1, head - 4), head)));
          expect(memory.last("room")?.seq ?? 0).toBeGreaterThanOrEqual(Math.max(head, one.seq));
        }
        expect(memory.head("room")).toBe(40);
      },
    ),
  ));

test("some 500 of a room are held, also where one that was never heard lies behind them", () => {
  const memory = new Memory();
  for (const one of run(1, 700)) memory.observe(one);
  for (const one of run(702, 1400)) memory.observe(one);
  expect(memory.head("room")).toBe(1400);
  expect(seqs(memory.page("room", { limit: 500 }))).toEqual(seqs(run(901, 1400)));
  expect(memory.page("room", { limit: 5, before: 300 })).toBeUndefined();
  expect(memory.find("room", [1300, 1399])?.length).toBe(2);
  expect(memory.page("another", { limit: 5 })).toBeUndefined();
  // It may be there all the same: whoever asks for it is not told that it does not exist.
  expect(memory.find("room", [1300, 1401])).toBeUndefined();
});
