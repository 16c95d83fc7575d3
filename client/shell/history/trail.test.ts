import { expect, test } from "bun:test";

import { stepsToList } from "./trail";

test.each([
  ["the list is right before", { 1: "/friends", 2: "/rooms", 3: "/rooms/a" }, 3, -1],
  ["rooms were opened one from the other", { 2: "/rooms", 3: "/rooms/a", 4: "/rooms/b" }, 4, -2],
  ["what was ahead is not looked at", { 2: "/rooms", 3: "/rooms/a", 4: "/rooms" }, 3, -1],
  ["another page lies between", { 1: "/rooms", 2: "/friends", 3: "/rooms/a" }, 3, undefined],
  ["the room was opened by its address", { 3: "/rooms/a" }, 3, undefined],
  ["nothing is known", {}, 3, undefined],
  ["the entry has no depth", { 1: "/rooms" }, undefined, undefined],
])("where %s", (_, paths, depth, steps) =>
  expect(stepsToList(paths as Record<number, string>, depth)).toBe(steps),
);

test("however many rooms are left by the arrow, Back needs no more presses than before", () => {
  // The browser's own history: a list of entries, and where one is.
  const entries = ["/friends", "/rooms"];
  let at = 1;
  for (let nth = 0; nth < 5; nth++) {
    entries.splice(++at, Infinity, `/rooms/${nth}`);
    at += stepsToList({ ...entries }, at)!;
  }
  expect([entries[at], at]).toEqual(["/rooms", 1]);
});
