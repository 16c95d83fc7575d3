import { describe, expect, test } from "bun:test";

import fc from "fast-check";

import { Room, Seat } from "./rooms";
import { Stream } from "./streams";

const SEATS = 4;
const MANY = Number(process.env["RUNS"] ?? 2000);

/** Whoever comes, comes once; a hearing may be of anything that was said. */
type Step =
  | { do: "come" | "leave"; seat: number }
  | { do: "say"; author: number }
  | { do: "hear"; seat: number; back: number };

const seat = fc.nat(SEATS - 1);
const steps = fc.array(
  fc.oneof(
    { weight: 1, arbitrary: fc.record({ do: fc.constant("come" as const), seat }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant("leave" as const), seat }) },
    { weight: 4, arbitrary: fc.record({ do: fc.constant("say" as const), author: fc.nat(1) }) },
    // Mostly one of the newest.
    { weight: 12, arbitrary: fc.record({ do: fc.constant("hear" as const), seat, back: fc.nat(5) }) },
  ),
  { maxLength: 60 },
);

describe("what is lost, doubled and out of order", () => {
  test("is counted as by hand, whatever comes in whatever order", () => {
    fc.assert(
      fc.property(steps, (all) => expect(counted(all)).toEqual(byHand(all))),
      { numRuns: MANY },
    );
  });

  const said = (...authors: number[]): Step[] => authors.map((author) => ({ do: "say", author }));
  const here: Step[] = [0, 1, 2].map((nth) => ({ do: "come", seat: nth }));
  /** These numbers, of so many that were said. */
  const hears = (nth: number, numbers: number[], of: number): Step[] =>
    numbers.map((number) => ({ do: "hear", seat: nth, back: of - 1 - number }));

  test.each<[string, Step[], Partial<Counted>]>([
    ["nothing", [...hears(0, [0, 1], 2), ...hears(1, [0, 1], 2), ...hears(2, [0, 1], 2)], {}],
    ["one, by one", [...hears(0, [0, 1], 2), ...hears(1, [1], 2), ...hears(2, [0, 1], 2)], { lost: 1 }],
    ["one, by all", [...hears(0, [1], 2), ...hears(1, [1], 2), ...hears(2, [1], 2)], { lost: 3 }],
    ["the last, by one", [...hears(0, [0, 1], 2), ...hears(1, [0], 2), ...hears(2, [0, 1], 2)], { lost: 1 }],
  ])("lost: %s", (_what, heard, numbers) => {
    expect(counted([...here, ...said(0, 1), ...heard])).toEqual({
      ...none,
      heard: 6 - (numbers.lost ?? 0),
      ...numbers,
    });
  });

  test("a seat that hears two the other way round counts once, if another heard them first", () => {
    const heard = [...hears(0, [0, 1], 2), ...hears(1, [1, 0], 2), ...hears(2, [0, 1], 2)];
    expect(counted([...here, ...said(0, 1), ...heard])).toEqual({ ...none, heard: 6, reordered: 1 });
  });

  test("if it heard them first, that is the order, and all others count", () => {
    const heard = [...hears(1, [1, 0], 2), ...hears(0, [0, 1], 2), ...hears(2, [0, 1], 2)];
    expect(counted([...here, ...said(0, 1), ...heard])).toEqual({ ...none, heard: 6, reordered: 2 });
  });

  test("two of one author heard by all the other way round count once", () => {
    const heard = [0, 1, 2].flatMap((nth) => hears(nth, [1, 0], 2));
    expect(counted([...here, ...said(0, 0), ...heard])).toEqual({ ...none, heard: 6, reordered: 1 });
    expect(counted([...here, ...said(0, 1), ...heard])).toEqual({ ...none, heard: 6 });
  });

  test("nobody waits for one who came later, and what that one hears hides no loss", () => {
    const late: Step = { do: "come", seat: 3 };
    const heard = [...hears(3, [0], 1), ...hears(0, [0], 1), ...hears(1, [0], 1)];
    expect(counted([...here, ...said(0), late, ...heard])).toEqual({ ...none, heard: 2, lost: 1 });
  });

  test("what one who left has not heard is lost", () => {
    const leaves: Step = { do: "leave", seat: 2 };
    const heard = [...hears(0, [0], 1), ...hears(1, [0], 1)];
    expect(counted([...here, ...said(0), leaves, ...heard])).toEqual({ ...none, heard: 2, lost: 1 });
  });
});

test("the last receiver is who completes a message, and an ack counts once", () => {
  const [room, stream] = [new Room("room", 0), new Stream("all")];
  const [ann, bob] = [new Seat(room), new Seat(room)];
  const number = room.note(0, 1000, stream);
  room.hear(ann, number, 1004);
  room.ack(number, 1003);
  room.ack(number, 1009);
  expect([stream.lasts.totalCount, stream.acks.totalCount, stream.answered]).toEqual([0, 1, 1]);
  room.hear(ann, number, 1006);
  room.hear(bob, number, 1007);
  room.hear(bob, number, 1020);
  expect([stream.lasts.totalCount, stream.lasts.maxValue, stream.hearings.totalCount]).toEqual([1, 7000, 2]);
  expect(stream.doubled).toBe(2);
  expect(room.acked()).toEqual([number]);
});

interface Counted {
  heard: number;
  lost: number;
  doubled: number;
  reordered: number;
}
const none: Counted = { heard: 0, lost: 0, doubled: 0, reordered: 0 };

function counted(all: Step[]): Counted {
  const [room, stream] = [new Room("room", 0), new Stream("all")];
  const seats: (Seat | undefined)[] = [];
  const gone = new Set<number>();
  for (const [now, step] of all.entries()) {
    if (step.do === "come") seats[step.seat] ??= new Seat(room);
    else if (step.do === "say") room.note(step.author, now, stream);
    else if (step.do === "hear") {
      const [who, number] = [seats[step.seat], room.count - 1 - step.back];
      if (who && number >= 0) room.hear(who, number, now);
    } else if (seats[step.seat] && !gone.has(step.seat)) {
      gone.add(step.seat);
      seats[step.seat]!.leave();
    }
  }
  const { missing: lost, doubled, reordered } = stream;
  return { heard: stream.hearings.totalCount, lost, doubled, reordered };
}

/** All that happened is written down; then it is looked at. */
function byHand(all: Step[]): Counted {
  const authors: number[] = [];
  const due: Set<number>[] = [];
  const here = new Set<number>();
  const known = new Set<number>();
  const heard: { seat: number; number: number }[] = [];
  for (const step of all) {
    if (step.do === "come" && !known.has(step.seat)) {
      known.add(step.seat);
      here.add(step.seat);
    } else if (step.do === "leave") here.delete(step.seat);
    else if (step.do === "say") {
      authors.push(step.author);
      due.push(new Set(here));
    } else if (step.do === "hear") {
      const number = authors.length - 1 - step.back;
      if (due[number]?.has(step.seat)) heard.push({ seat: step.seat, number });
    }
  }
  const firsts = heard.filter(({ seat: one, number }, at) => at === heard.findIndex(isOf(one, number)));
  const order = [...new Set(heard.map(({ number }) => number))];
  const behind = firsts.filter(({ seat: one, number }, at) =>
    firsts
      .slice(0, at)
      .some((before) => before.seat === one && order.indexOf(before.number) > order.indexOf(number)),
  );
  const ofAuthors = order.filter((number, at) =>
    order.slice(0, at).some((before) => authors[before] === authors[number] && before > number),
  );
  return {
    heard: firsts.length,
    lost: due.reduce((sum, seats) => sum + seats.size, 0) - firsts.length,
    doubled: heard.length - firsts.length,
    reordered: behind.length + ofAuthors.length,
  };
}

const isOf = (one: number, number: number) => (hearing: { seat: number; number: number }) =>
  hearing.seat === one && hearing.number === number;
