import { expect, test } from "bun:test";

import { type ListedSession, ordered } from "./order";

const sessionOf = (id: string, lastSeenAt: number, current = false, createdAt = 0): ListedSession => ({
  id,
  device: "",
  createdAt,
  lastSeenAt,
  current,
});

test("this device comes first, however long ago it was used, then the one that was used last", () => {
  const sessions = [
    sessionOf("old", 1),
    sessionOf("new", 9),
    sessionOf("this", 0, true),
    sessionOf("mid", 5),
  ];
  expect(ordered(sessions).map(({ id }) => id)).toEqual(["this", "new", "mid", "old"]);
});

test("of two that were used at once, the newer sign-in comes first", () => {
  const sessions = [sessionOf("first", 1, false, 1), sessionOf("second", 1, false, 2)];
  expect(ordered(sessions).map(({ id }) => id)).toEqual(["second", "first"]);
});
