import { expect, test } from "bun:test";

import { Refused } from "../../errors";
import { Seats } from "./seats";

// Uploads at one machine at a time: those that have begun go on, others come back.

const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => "in",
    (error: unknown) => (error instanceof Refused ? error.code : String(error)),
  );
const nothing = async () => undefined;

test("those in a seat go on; others are refused until one is free, and nobody has more than a few", async () => {
  const seats = new Seats();
  const ids = Array.from({ length: 12 }, (_, n) => `upload-${n}`);
  for (const [n, id] of ids.entries())
    expect(await codeOf(seats.during(`user-${n >> 2}`, id, nothing))).toBe("in");
  expect(await codeOf(seats.during("late", "one more", nothing))).toBe("overloaded");
  for (const id of ids) expect(await codeOf(seats.during("whoever", id, nothing))).toBe("in");
  seats.leave(ids[0]!);
  expect(await codeOf(seats.during("late", "one more", nothing))).toBe("in");
  for (const id of [...ids, "one more"]) seats.leave(id);
  const codes: string[] = [];
  for (const n of [1, 2, 3, 4, 5, 6, 7]) codes.push(await codeOf(seats.during("many", `own-${n}`, nothing)));
  expect(codes).toEqual(["in", "in", "in", "in", "in", "in", "rate-limited"]);
  seats.rename("own-1", "named");
  expect(await codeOf(seats.during("many", "named", nothing))).toBe("in");
  seats.leave("named");
  expect(await codeOf(seats.during("many", "own-7", nothing))).toBe("in");
});
