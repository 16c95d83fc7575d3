import { expect, test } from "bun:test";

import { Refused } from "./errors";
import { queue } from "./queue";

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
  // A failure gives its place on too.
  gates[2]?.reject(new Error("no"));
  expect(await works[2]).toEqual(new Error("no"));
  expect(started).toEqual([0, 1, 2, 3]);
  for (const gate of gates) gate.resolve(0);
  await Promise.all(works);
  expect(started).toEqual([0, 1, 2, 3, 4]);
  expect(await inTurn(async () => "again")).toBe("again");
});
