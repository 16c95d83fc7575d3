import { describe, expect, test } from "bun:test";

import fc from "fast-check";

import { Room, Receiver } from "./rooms";
import { Stream } from "./streams";

const SEATS = 4;
const MANY = Number(process.env["RUNS"] ?? 2000);

/** A receiver connects at most once; a delivery may be of any message that was sent. */
type Step =
  | { do: "connect" | "leave"; receiver: number }
  | { do: "send"; author: number }
  | { do: "deliver"; receiver: number; back: number };

const receiver = fc.nat(SEATS - 1);
const steps = fc.array(
  fc.oneof(
    { weight: 1, arbitrary: fc.record({ do: fc.constant("connect" as const), receiver }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant("leave" as const), receiver }) },
    { weight: 4, arbitrary: fc.record({ do: fc.constant("send" as const), author: fc.nat(1) }) },
    // One of the newest.
    { weight: 12, arbitrary: fc.record({ do: fc.constant("deliver" as const), receiver, back: fc.nat(5) }) },
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
        expect(actual(all, seqOf)).toEqual(expectedBy(all, seqOf));
      }),
      { numRuns: MANY },
    );
  });

  const send = (...authors: number[]): Step[] => authors.map((author) => ({ do: "send", author }));
  const connected: Step[] = [0, 1, 2].map((nth) => ({ do: "connect", receiver: nth }));
  /** Deliveries of these numbers, when `of` messages were sent. */
  const deliver = (nth: number, numbers: number[], of: number): Step[] =>
    numbers.map((number) => ({ do: "deliver", receiver: nth, back: of - 1 - number }));

  test.each<[what: string, delivered: Step[], lost: number]>([
    ["nothing", [...deliver(0, [0, 1], 2), ...deliver(1, [0, 1], 2), ...deliver(2, [0, 1], 2)], 0],
    [
      "one message, by one receiver",
      [...deliver(0, [0, 1], 2), ...deliver(1, [1], 2), ...deliver(2, [0, 1], 2)],
      1,
    ],
    [
      "one message, by the first receiver",
      [...deliver(0, [1], 2), ...deliver(1, [0, 1], 2), ...deliver(2, [0, 1], 2)],
      1,
    ],
    ["one message, by all", [...deliver(0, [1], 2), ...deliver(1, [1], 2), ...deliver(2, [1], 2)], 3],
    [
      "the last message, by one receiver",
      [...deliver(0, [0, 1], 2), ...deliver(1, [0], 2), ...deliver(2, [0, 1], 2)],
      1,
    ],
    [
      "a different message each",
      [...deliver(0, [1, 2], 3), ...deliver(1, [0, 2], 3), ...deliver(2, [0, 1], 3)],
      3,
    ],
  ])("lost, and nothing else: %s", (_what, delivered, lost) => {
    const all = [
      ...connected,
      ...send(...Array.from({ length: 2 + Number(lost === 3 && delivered.length === 6) }, () => 0)),
    ];
    expect(actual([...all, ...delivered])).toEqual({ ...none, delivered: delivered.length, lost });
  });

  test.each([0, 1, 2])(
    "out of order: receiver %i gets two messages in reverse order, before or after the others",
    (nth) => {
      const delivered = [0, 1, 2].flatMap((one) => deliver(one, one === nth ? [1, 0] : [0, 1], 2));
      expect(actual([...connected, ...send(0, 1), ...delivered])).toEqual({
        ...none,
        delivered: 6,
        reordered: 1,
      });
    },
  );

  test("two messages of one author have the wrong order for all", () => {
    const delivered = [0, 1, 2].flatMap((nth) => deliver(nth, [1, 0], 2));
    const swapped = (number: number) => 2 - number;
    expect(actual([...connected, ...send(0, 0), ...delivered], swapped)).toEqual({
      ...none,
      delivered: 6,
      reordered: 1,
    });
    expect(actual([...connected, ...send(0, 1), ...delivered], swapped)).toEqual({ ...none, delivered: 6 });
  });

  test("a receiver that connects later is not expected to receive, and its deliveries do not hide a loss", () => {
    const late: Step = { do: "connect", receiver: 3 };
    const delivered = [...deliver(3, [0], 1), ...deliver(0, [0], 1), ...deliver(1, [0], 1)];
    expect(actual([...connected, ...send(0), late, ...delivered])).toEqual({
      ...none,
      delivered: 2,
      lost: 1,
    });
  });

  test("what a receiver missed before it disconnected is lost", () => {
    const leaves: Step = { do: "leave", receiver: 2 };
    const delivered = [...deliver(0, [0], 1), ...deliver(1, [0], 1)];
    expect(actual([...connected, ...send(0), leaves, ...delivered])).toEqual({
      ...none,
      delivered: 2,
      lost: 1,
    });
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

interface Counts {
  delivered: number;
  lost: number;
  doubled: number;
  reordered: number;
}
const none: Counts = { delivered: 0, lost: 0, doubled: 0, reordered: 0 };

type SeqOf = (number: number) => number;
const inTurn: SeqOf = (number) => number + 1;

function actual(all: Step[], seqOf = inTurn): Counts {
  const [room, stream] = [new Room("room", 0), new Stream("all")];
  const receivers: (Receiver | undefined)[] = [];
  const gone = new Set<number>();
  for (const [now, step] of all.entries()) {
    if (step.do === "connect") receivers[step.receiver] ??= new Receiver(room);
    else if (step.do === "send") room.recordSend(step.author, now, stream);
    else if (step.do === "deliver") {
      const [who, number] = [receivers[step.receiver], room.count - 1 - step.back];
      if (who && number >= 0) room.receive(who, number, seqOf(number), now);
    } else if (receivers[step.receiver] && !gone.has(step.receiver)) {
      gone.add(step.receiver);
      receivers[step.receiver]!.leave();
    }
  }
  const { missing: lost, doubled, reordered } = stream;
  return { delivered: stream.deliveryTimes.totalCount, lost, doubled, reordered };
}

/** The model: records everything first, then evaluates it. */
function expectedBy(all: Step[], seqOf: SeqOf): Counts {
  const authors: number[] = [];
  const due: Set<number>[] = [];
  const connected = new Set<number>();
  const known = new Set<number>();
  const delivered: { receiver: number; number: number }[] = [];
  for (const step of all) {
    if (step.do === "connect" && !known.has(step.receiver)) {
      known.add(step.receiver);
      connected.add(step.receiver);
    } else if (step.do === "leave") connected.delete(step.receiver);
    else if (step.do === "send") {
      authors.push(step.author);
      due.push(new Set(connected));
    } else if (step.do === "deliver") {
      const number = authors.length - 1 - step.back;
      if (connected.has(step.receiver) && due[number]?.has(step.receiver))
        delivered.push({ receiver: step.receiver, number });
    }
  }
  const firsts = delivered.filter(
    ({ receiver: one, number }, at) => at === delivered.findIndex(isOf(one, number)),
  );
  const behind = firsts.filter(({ receiver: one, number }, at) =>
    firsts.slice(0, at).some((before) => before.receiver === one && seqOf(before.number) > seqOf(number)),
  );
  // In order of their first delivery: each is compared with the newest of its author until then.
  const order = [...new Set(delivered.map(({ number }) => number))];
  const ofAuthors = order.filter((number, at) => {
    const before = order.slice(0, at).filter((one) => authors[one] === authors[number]);
    const last = Math.max(...before);
    return before.length > 0 && number > last !== seqOf(number) > seqOf(last);
  });
  return {
    delivered: firsts.length,
    lost: due.reduce((sum, receivers) => sum + receivers.size, 0) - firsts.length,
    doubled: delivered.length - firsts.length,
    reordered: behind.length + ofAuthors.length,
  };
}

const isOf = (one: number, number: number) => (hearing: { receiver: number; number: number }) =>
  hearing.receiver === one && hearing.number === number;
