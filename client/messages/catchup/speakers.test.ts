import { expect, test } from "bun:test";

import fc from "fast-check";

import { speakerFrom } from "./speakers";

const ROOM = ["ann", "ann", undefined, "ann", "bob", "bob", "ann"];

test("the next speaker begins where another author's messages begin; system messages interrupt nobody", () => {
  expect(speakerFrom(ROOM, 0, 1)).toBe(4);
  expect(speakerFrom(ROOM, 2, 1)).toBe(4);
  expect(speakerFrom(ROOM, 4, 1)).toBe(6);
  expect(speakerFrom(ROOM, 6, 1)).toBeUndefined();
});

test("backwards it is the beginning of the same run first, then that of the one before", () => {
  expect(speakerFrom(ROOM, 6, -1)).toBe(4);
  expect(speakerFrom(ROOM, 5, -1)).toBe(4);
  expect(speakerFrom(ROOM, 4, -1)).toBe(0);
  expect(speakerFrom(ROOM, 0, -1)).toBeUndefined();
});

test("one way and back lead over the same rows, and no two in a row are by the same author", () => {
  const author = fc.option(fc.constantFrom("ann", "bob", "carol"), { nil: undefined });
  fc.assert(
    fc.property(fc.array(author, { maxLength: 40 }), (authors) => {
      const down = walk(authors, -1, 1);
      const up = walk(authors, authors.length, -1);
      expect(up.reverse()).toEqual(down);
      for (const [n, index] of down.entries()) {
        expect(authors[index]).toBeDefined();
        if (n > 0) expect(authors[index]).not.toBe(authors[down[n - 1]!]!);
      }
    }),
  );
});

function walk(authors: (string | undefined)[], from: number, step: 1 | -1): number[] {
  const visited: number[] = [];
  let at = speakerFrom(authors, from, step);
  for (; at !== undefined; at = speakerFrom(authors, at, step)) visited.push(at);
  return visited;
}
