import { describe, expect, test } from "bun:test";

import { Refused } from "../errors";
import { type Asker, fairQueue, queue } from "./queue";

test("runs so many at a time, in the order they came, and refuses who would wait behind too many", async () => {
  const inTurn = queue(2, 3);
  const started: number[] = [];
  const gates = Array.from({ length: 6 }, () => Promise.withResolvers<number>());
  const works = gates.map((gate, nth) =>
    inTurn(() => {
      started.push(nth);
      return gate.promise;
    }).catch((error: unknown) => (error instanceof Refused ? error.code : error)),
  );
  expect(started).toEqual([0, 1]);
  expect(await works[5]).toBe("overloaded");
  gates[1]?.resolve(1);
  await works[1];
  expect(started).toEqual([0, 1, 2]);
  // A failed job hands its slot on, too.
  gates[2]?.reject(new Error("no"));
  expect(await works[2]).toEqual(new Error("no"));
  expect(started).toEqual([0, 1, 2, 3]);
  for (const gate of gates) gate.resolve(0);
  await Promise.all(works);
  expect(started).toEqual([0, 1, 2, 3, 4]);
  expect(await inTurn(async () => "again")).toBe("again");
});

describe("a fair queue", () => {
  /** Runs one job at a time, each until released; returns the order of turns, and the refused askers. */
  function open(waiting: number, patienceMs = 60_000) {
    const inTurn = fairQueue({ atOnce: 1, waiting, patienceMs: () => patienceMs });
    const [begun, refused]: [string[], string[]] = [[], []];
    const { promise: gate, resolve: letGo } = Promise.withResolvers<void>();
    const works: Promise<void>[] = [];
    const ask = (asker: Asker, name = asker.own) => {
      const work = inTurn(asker, async () => {
        begun.push(name);
        await gate;
      });
      works.push(work.catch((error: unknown) => void refused.push(`${name} ${(error as Refused).code}`)));
    };
    const ended = async () => {
      letGo();
      await Promise.all(works);
      return begun.slice(1);
    };
    ask({ own: "whoever is at it" });
    return { ask, ended, refused };
  }
  const times = (count: number, work: (nth: number) => void) =>
    Array.from({ length: count }, (_, nth) => work(nth));

  test("serves who had least, then who came first", async () => {
    const { ask, ended } = open(10);
    times(3, () => ask({ own: "ann" }));
    ask({ own: "bob" });
    ask({ own: "carol" });
    ask({ own: "bob" });
    expect(await ended()).toEqual(["ann", "bob", "carol", "ann", "bob", "ann"]);
  });

  test("counts an address, too, so that many names from there are no more than a few from elsewhere", async () => {
    const { ask, ended } = open(100);
    times(60, (nth) => ask({ own: `one of many ${nth}`, address: "here" }));
    ask({ own: "ann", address: "there" });
    ask({ own: "ann", address: "there" });
    const turns = await ended();
    expect(turns.indexOf("ann")).toBe(1);
    // As far back as twenty of the others: an address's share (ADDRESS_SHARE).
    expect(turns.lastIndexOf("ann")).toBeWithin(20, 24);
  });

  test("lets those who can wait do so, but not for ever behind one who asks all the time", async () => {
    const { ask, ended } = open(100);
    ask({ own: "can wait", canWait: true });
    times(15, () => ask({ own: "hammer" }));
    expect((await ended()).indexOf("can wait")).toBeWithin(10, 13);
  });

  test("refuses whoever had the most when too many wait, not who comes last", async () => {
    const { ask, ended, refused } = open(3);
    times(3, () => ask({ own: "hammer" }));
    ask({ own: "ann" });
    ask({ own: "bob" });
    times(2, () => ask({ own: "hammer" }));
    expect(await ended()).toEqual(["hammer", "ann", "bob"]);
    expect(refused).toEqual(Array(4).fill("hammer overloaded"));
  });

  test("refuses who has waited too long, and goes on with the others", async () => {
    const { ask, ended, refused } = open(3, 1);
    ask({ own: "ann" });
    while (refused.length === 0) await new Promise(setImmediate);
    ask({ own: "bob" });
    expect(await ended()).toEqual(["bob"]);
    expect(refused).toEqual(["ann overloaded"]);
  });
});
