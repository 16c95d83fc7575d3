import { expect, test } from "bun:test";

import fc from "fast-check";

import { Refused } from "../../../../src/errors";
import { type Appended, type NewMessage, plain, type Stored } from "../../history";
import type { RoomHead } from "../../placing";
import { coalesced } from "./coalesce";
import { FaultyStore } from "./faultyStore";
import { type MessageStore, storeNumbered } from "./numbering";
import { randomOf } from "./random";

const ROOM = "room";
const TEN_MINUTES = 600_000;
const AUTHORS = 3;
// Says the same on every machine: in which order is nobody's to say.
const EVERYWHERE = "everywhere";

/** One entry as it was sent, and what came of it. */
type Sent = { entry: NewMessage; answer: Appended };

test("whatever gets lost, goes on behind our back or is rolled back: no hole, nobody's order broken, all once", () =>
  fc.assert(
    fc.asyncProperty(fc.integer(), fc.double({ min: 0, max: 0.4, noNaN: true }), async (seed, faults) => {
      const store = new FaultyStore(randomOf(seed), faults);
      const sent = await busy([store, store, store], store.tick, { each: 60, seed });
      mustHold(store.all(ROOM), sent);
    }),
    { numRuns: 150 },
  ));

test("the same, of many rooms whose inserts go together", () =>
  fc.assert(
    fc.asyncProperty(fc.integer(), fc.double({ min: 0, max: 0.3, noNaN: true }), async (seed, faults) => {
      const faulty = new FaultyStore(randomOf(seed), faults);
      const machine = (): MessageStore => ({
        last: (roomId) => faulty.last(roomId),
        findByClientIds: (roomId, entries) => faulty.findByClientIds(roomId, entries),
        insert: coalesced((messages) => faulty.insert(messages), 100),
      });
      const machines = [machine(), machine()];
      const rooms = ["one", "two", "three"];
      const sent = await Promise.all(
        rooms.map((room, nth) => busy(machines, faulty.tick, { room, each: 40, seed: seed + nth })),
      );
      for (const [nth, room] of rooms.entries()) mustHold(faulty.all(room), sent[nth]!);
    }),
    { numRuns: 50 },
  ));

test("100,000 messages of two machines whose clocks are ten minutes apart, among faults", async () => {
  const store = new FaultyStore(randomOf(7), 0.03);
  const sent = await busy([store, store], store.tick, { each: 50_000, seed: 7 });
  mustHold(store.all(ROOM), sent);
}, 120_000);

test("what cannot be stored is refused, and so is all behind it; what was stored before is not", async () => {
  let inserts = 0;
  const store = new FaultyStore(randomOf(1), 0);
  const failing: MessageStore = {
    last: (roomId) => store.last(roomId),
    findByClientIds: (roomId, entries) => store.findByClientIds(roomId, entries),
    insert: async (messages) => {
      if (inserts++ > 0) throw new Refused("overloaded", { detail: "gone" });
      const { count } = await store.insert(messages.slice(0, 2));
      return { count, isStopped: true };
    },
  };
  const entries = ["1", "2", "3", "4", "1"].map((clientId) => draftOf("ann", clientId));
  const clock = { now: Date.now, sleep: store.tick, patienceMs: 20 };
  const answers = await storeNumbered(entries, undefined, { store: failing, clock });
  expect(
    answers.map((answer) => (answer instanceof Refused ? answer.details.detail : answer.message.seq)),
  ).toEqual([1, 2, "gone", "gone", 1]);
  expect(answers[4]).toMatchObject({ isRepeat: true });
  expect(store.all(ROOM)).toHaveLength(2);
});

/** Several machines say much in one room at once, with clocks that are apart; each holds what it stored for the newest. */
async function busy(
  machines: MessageStore[],
  sleep: () => Promise<void>,
  { room = ROOM, each, seed }: { room?: string; each: number; seed: number },
): Promise<Sent[][]> {
  const one = async (store: MessageStore, machine: number) => {
    const random = randomOf(seed + machine + 1);
    const clock = {
      now: () => Date.now() + machine * TEN_MINUTES,
      sleep,
      patienceMs: 60_000,
    };
    const sent: Sent[] = [];
    let guess: RoomHead | undefined;
    while (sent.length < each) {
      const entries = batch(machine, sent, random).map((entry) => ({ ...entry, roomId: room }));
      const answers = await storeNumbered(entries, guess, { store, clock });
      for (const [nth, answer] of answers.entries()) {
        if (answer instanceof Refused) throw answer;
        sent.push({ entry: entries[nth]!, answer });
        if (!answer.isRepeat) guess = answer.message;
      }
    }
    return sent;
  };
  return Promise.all(machines.map(one));
}

/** Some new, some that this machine has sent before, and some that every machine sends. */
function batch(machine: number, sent: Sent[], random: () => number): NewMessage[] {
  const below = (end: number) => Math.floor(random() * end);
  return Array.from({ length: 1 + below(40) }, (_, nth) => {
    const clientId = `${sent.length + nth}`;
    const dice = random();
    if (dice < 0.05 && sent.length > 0) return sent[below(sent.length)]!.entry;
    if (dice < 0.1) return draftOf(EVERYWHERE, clientId);
    return draftOf(`${machine}-${below(AUTHORS)}`, clientId, dice < 0.15 ? "system" : "text");
  });
}

function mustHold(messages: Stored[], machines: Sent[][]): void {
  const answers = machines.flat().map(({ answer }) => answer);
  expect(messages.map(({ seq }) => seq)).toEqual(messages.map((_, nth) => nth + 1));
  expect(messages.findIndex(({ at }, nth) => at < (messages[nth - 1]?.at ?? 0))).toBe(-1);
  expect(
    messages.findIndex((message, nth) => message.ordinal !== ordinalAfter(messages[nth - 1], message)),
  ).toBe(-1);
  expect(answers.filter(({ message }) => !Bun.deepEquals(message, messages[message.seq - 1]))).toEqual([]);
  // Each is new to someone who sent it, who tells the others; seldom to two, and then both tell it: it is heard once.
  const news = new Set(answers.filter(({ isRepeat }) => !isRepeat).map(({ message }) => message.seq));
  expect([...news].sort((a, b) => a - b)).toEqual(messages.map(({ seq }) => seq));
  for (const sent of machines) mustBeInOrder(sent);
}

const ordinalAfter = (before: Stored | undefined, { kind }: Stored) =>
  (before?.ordinal ?? 0) + (kind === "system" ? 0 : 1);

function mustBeInOrder(sent: Sent[]): void {
  const last = new Map<string, number>();
  for (const { entry, answer } of sent) {
    if (answer.isRepeat || entry.authorId === EVERYWHERE) continue;
    expect(answer.message.seq).toBeGreaterThan(last.get(entry.authorId) ?? 0);
    last.set(entry.authorId, answer.message.seq);
  }
}

const draftOf = (authorId: string, clientId: string, kind: NewMessage["kind"] = "text"): NewMessage => ({
  ...plain,
  roomId: ROOM,
  authorId,
  clientId,
  kind,
  text: "감자",
});
