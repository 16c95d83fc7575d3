import { describe, expect, test } from "bun:test";

import fc from "fast-check";

import { Room, Receiver } from "./rooms";
import { Stream } from "./streams";

const SEATS = 4;
const MANY = Number(process.env["RUNS"] ?? 2000);

/** A receiver connects at most once; a delivery may be of any message that was sent. */
type Step =
  | { do: "come" | "leave"; receiver: number }
  | { do: "say"; author: number }
  | { do: "hear"; receiver: number; back: number };

const receiver = fc.nat(SEATS - 1);
const steps = fc.array(
  fc.oneof(
    { weight: 1, arbitrary: fc.record({ do: fc.constant("come" as const), receiver }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant("leave" as const), receiver }) },
    { weight: 4, arbitrary: fc.record({ do: fc.constant("say" as const), author: fc.nat(1) }) },
    // One of the newest.
    { weight: 12, arbitrary: fc.record({ do: fc.constant("hear" as const), receiver, back: fc.nat(5) }) },
  ),
  { maxLength: 60, size: "max" },
);

// Which of two neighbouring messages the server numbers first.
const swaps = fc.array(fc.boolean(), { minLength: 1, maxLength: 8 });

describe("what is lost, doubled and out of order", () => {
  test("is counted like by a simple model, for random deliveries in random order", () => {
    fc.assert(
      fc.property(steps, swaps, (all, swapped) => {
        const seqOf = (number: number) => 1 + (swapped[(number >> 1) % swapped.length] ? number ^ 1 : number);
        expect(counted(all, seqOf)).toEqual(byHand(all, seqOf));
      }),
      { numRuns: MANY },
    );
  });

  const said = (...authors: number[]): Step[] => authors.map((author) => ({ do: "say", author }));
  const here: Step[] = [0, 1, 2].map((nth) => ({ do: "come", receiver: nth }));
  /** Deliveries of these numbers, when `of` messages were sent. */
  const hears = (nth: number, numbers: number[], of: number): Step[] =>
    numbers.map((number) => ({ do: "hear", receiver: nth, back: of - 1 - number }));

  test.each<[what: string, heard: Step[], lost: number]>([
    ["nothing", [...hears(0, [0, 1], 2), ...hears(1, [0, 1], 2), ...hears(2, [0, 1], 2)], 0],
    ["one, by one", [...hears(0, [0, 1], 2), ...hears(1, [1], 2), ...hears(2, [0, 1], 2)], 1],
    ["one, by who hears first", [...hears(0, [1], 2), ...hears(1, [0, 1], 2), ...hears(2, [0, 1], 2)], 1],
    ["one, by all", [...hears(0, [1], 2), ...hears(1, [1], 2), ...hears(2, [1], 2)], 3],
    ["the last, by one", [...hears(0, [0, 1], 2), ...hears(1, [0], 2), ...hears(2, [0, 1], 2)], 1],
    ["one each, another", [...hears(0, [1, 2], 3), ...hears(1, [0, 2], 3), ...hears(2, [0, 1], 3)], 3],
  ])("lost, and nothing else: %s", (_what, heard, lost) => {
    const all = [
      ...here,
      ...said(...Array.from({ length: 2 + Number(lost === 3 && heard.length === 6) }, () => 0)),
    ];
    expect(counted([...all, ...heard])).toEqual({ ...none, heard: heard.length, lost });
  });

  test.each([0, 1, 2])(
    "out of order: receiver %i gets two messages in reverse order, before or after the others",
    (nth) => {
      const heard = [0, 1, 2].flatMap((one) => hears(one, one === nth ? [1, 0] : [0, 1], 2));
      expect(counted([...here, ...said(0, 1), ...heard])).toEqual({ ...none, heard: 6, reordered: 1 });
    },
  );

  test("two messages of one author have the wrong order for all", () => {
    const heard = [0, 1, 2].flatMap((nth) => hears(nth, [1, 0], 2));
    const swapped = (number: number) => 2 - number;
    expect(counted([...here, ...said(0, 0), ...heard], swapped)).toEqual({ ...none, heard: 6, reordered: 1 });
    expect(counted([...here, ...said(0, 1), ...heard], swapped)).toEqual({ ...none, heard: 6 });
  });

  test("a receiver that connects later is not expected to receive, and its deliveries do not hide a loss", () => {
    const late: Step = { do: "come", receiver: 3 };
    const heard = [...hears(3, [0], 1), ...hears(0, [0], 1), ...hears(1, [0], 1)];
    expect(counted([...here, ...said(0), late, ...heard])).toEqual({ ...none, heard: 2, lost: 1 });
  });

  test("what a receiver missed before it disconnected is lost", () => {
    const leaves: Step = { do: "leave", receiver: 2 };
    const heard = [...hears(0, [0], 1), ...hears(1, [0], 1)];
    expect(counted([...here, ...said(0), leaves, ...heard])).toEqual({ ...none, heard: 2, lost: 1 });
  });
});

test("a message with different seqs for different receivers is out of order", () => {
  const [room, stream] = [new Room("room", 0), new Stream("all")];
  const [ann, bob] = [new Receiver(room), new Receiver(room)];
  const number = room.recordSend(0, 0, stream);
  room.receive(ann, number, 1, 1);
  room.receive(bob, number, 2, 1);
  expect([stream.reordered, stream.doubled, stream.missing]).toEqual([1, 0, 0]);
});

test("the last receiver completes a message, and an ack counts once", () => {
  const [room, stream] = [new Room("room", 0), new Stream("all")];
  const [ann, bob] = [new Receiver(room), new Receiver(room)];
  const number = room.recordSend(0, 1000, stream);
  room.receive(ann, number, 7, 1004);
  room.ack(number, 1003);
  room.ack(number, 1009);
  expect([stream.completionTimes.totalCount, stream.ackTimes.totalCount, stream.acked]).toEqual([0, 1, 1]);
  room.receive(ann, number, 7, 1006);
  room.receive(bob, number, 7, 1007);
  room.receive(bob, number, 7, 1020);
  expect([
    stream.completionTimes.totalCount,
    stream.completionTimes.maxValue,
    stream.deliveryTimes.totalCount,
  ]).toEqual([1, 7000, 2]);
  expect(stream.doubled).toBe(2);
  expect(room.acked()).toEqual([number]);
  expect(room.head).toBe(7);
});

interface Counted {
  heard: number;
  lost: number;
  doubled: number;
  reordered: number;
}
const none: Counted = { heard: 0, lost: 0, doubled: 0, reordered: 0 };

type SeqOf = (number: number) => number;
const inTurn: SeqOf = (number) => number + 1;

function counted(all: Step[], seqOf = inTurn): Counted {
  const [room, stream] = [new Room("room", 0), new Stream("all")];
  const receivers: (Receiver | undefined)[] = [];
  const gone = new Set<number>();
  for (const [now, step] of all.entries()) {
    if (step.do === "come") receivers[step.receiver] ??= new Receiver(room);
    else if (step.do === "say") room.recordSend(step.author, now, stream);
    else if (step.do === "hear") {
      const [who, number] = [receivers[step.receiver], room.count - 1 - step.back];
      if (who && number >= 0) room.receive(who, number, seqOf(number), now);
    } else if (receivers[step.receiver] && !gone.has(step.receiver)) {
      gone.add(step.receiver);
      receivers[step.receiver]!.leave();
    }
  }
  const { missing: lost, doubled, reordered } = stream;
  return { heard: stream.deliveryTimes.totalCount, lost, doubled, reordered };
}

/** The model: records everything first, then evaluates it. */
function byHand(all: Step[], seqOf: SeqOf): Counted {
  const authors: number[] = [];
  const due: Set<number>[] = [];
  const here = new Set<number>();
  const known = new Set<number>();
  const heard: { receiver: number; number: number }[] = [];
  for (const step of all) {
    if (step.do === "come" && !known.has(step.receiver)) {
      known.add(step.receiver);
      here.add(step.receiver);
    } else if (step.do === "leave") here.delete(step.receiver);
    else if (step.do === "say") {
      authors.push(step.author);
      due.push(new Set(here));
    } else if (step.do === "hear") {
      const number = authors.length - 1 - step.back;
      if (here.has(step.receiver) && due[number]?.has(step.receiver))
        heard.push({ receiver: step.receiver, number });
    }
  }
  const firsts = heard.filter(({ receiver: one, number }, at) => at === heard.findIndex(isOf(one, number)));
  const behind = firsts.filter(({ receiver: one, number }, at) =>
    firsts.slice(0, at).some((before) => before.receiver === one && seqOf(before.number) > seqOf(number)),
  );
  // In order of their first delivery: each is compared with the newest of its author until then.
  const order = [...new Set(heard.map(({ number }) => number))];
  const ofAuthors = order.filter((number, at) => {
    const before = order.slice(0, at).filter((one) => authors[one] === authors[number]);
    const last = Math.max(...before);
    return before.length > 0 && number > last !== seqOf(number) > seqOf(last);
  });
  return {
    heard: firsts.length,
    lost: due.reduce((sum, receivers) => sum + receivers.size, 0) - firsts.length,
    doubled: heard.length - firsts.length,
    reordered: behind.length + ofAuthors.length,
  };
}

const isOf = (one: number, number: number) => (hearing: { receiver: number; number: number }) =>
  hearing.receiver === one && hearing.number === number;
