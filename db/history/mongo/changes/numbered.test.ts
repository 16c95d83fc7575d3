import { expect, test } from "bun:test";

import fc from "fast-check";

import { Refused } from "../../../../src/errors";
import { type Changed, type MessageChange, plain, type Stored } from "../../history";
import { emptyRoom, placed } from "../../placing";
import { randomOf } from "../numbering/random";
import { FaultyChanges } from "./faultyChanges";
import { changeNumbered } from "./numbered";

const ROOM = "room";
const MESSAGES = 4;
const MACHINES = 3;

/** Adds its own name to a message, so that what is there at the end tells which changes there were, and in which order. */
type Named = { name: string; seq: number };
type Done = Named & { answer: Changed | Refused };

test("whatever gets lost or goes on behind our back: revs without a hole, and each change once, on all before it", () =>
  fc.assert(
    fc.asyncProperty(fc.integer(), fc.double({ min: 0, max: 0.4, noNaN: true }), async (seed, faults) => {
      const store = new FaultyChanges(messages(), randomOf(seed), faults);
      const machines = Array.from({ length: MACHINES }, (_, nth) => busy(store, nth, randomOf(seed + nth)));
      const done = (await Promise.all(machines)).flat();
      await store.settle();
      mustHold(store, done);
    }),
    { numRuns: 100 },
  ));

const messages = (): Stored[] =>
  Array.from({ length: MESSAGES }, (_, nth) =>
    placed(
      { ...plain, roomId: ROOM, authorId: "ann", clientId: `${nth}`, text: "" },
      { ...emptyRoom, seq: nth },
      1,
    ),
  );

/** One machine: batches of changes, one after the other. */
async function busy(store: FaultyChanges, machine: number, random: () => number): Promise<Done[]> {
  const done: Done[] = [];
  for (let batch = 0; batch < 12; batch++) {
    const named = Array.from({ length: 1 + Math.floor(random() * 4) }, (_, nth): Named => ({
      name: `${machine}.${batch}.${nth}`,
      seq: 1 + Math.floor(random() * (MESSAGES + 1)),
    }));
    const clock = { now: Date.now, sleep: store.tick, patienceMs: 20 };
    const answers = await changeNumbered(named.map(adding), { store, clock });
    done.push(...named.map((one, nth) => ({ ...one, answer: answers[nth]! })));
  }
  return done;
}

const adding = ({ name, seq }: Named): MessageChange => ({
  roomId: ROOM,
  seq,
  to: ({ text }) => ({ text: `${text} ${name}` }),
});

function mustHold(store: FaultyChanges, done: Done[]): void {
  const revs = [...store.changes.keys()];
  expect(revs).toEqual(revs.map((_, nth) => nth + 1));
  for (const { seq, text, rev } of store.all()) {
    const own = [...store.changes.values()].map(({ message }) => message).filter((one) => one.seq === seq);
    // Each was made of what the one before it had left.
    for (const [nth, change] of own.entries())
      expect(change.text.startsWith(`${own[nth - 1]?.text ?? ""} `)).toBe(true);
    expect([text, rev]).toEqual([own.at(-1)?.text ?? "", own.at(-1)?.rev ?? 0]);
    const names = text.split(" ").filter(Boolean);
    expect(new Set(names).size).toBe(names.length);
    for (const { name, answer } of done.filter((one) => one.seq === seq))
      if (!(answer instanceof Refused)) {
        expect(names).toContain(name);
        expect(answer.message.text.split(" ")).toContain(name);
      }
  }
  for (const { seq, answer } of done)
    if (seq > MESSAGES && answer instanceof Refused)
      expect(["not-found", "overloaded"]).toContain(answer.code);
}
