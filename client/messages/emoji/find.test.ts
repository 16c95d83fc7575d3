import { describe, expect, test } from "bun:test";

import fc from "fast-check";

import { type EmojiEntry, find, findable, stepInGrid, toned } from "./find";

const entry = (emoji: string, annotation: string, tags: string[] = []): EmojiEntry => ({
  emoji,
  annotation,
  tags,
  group: 4,
  version: 1,
});
const all = [
  entry("🍠", "군고구마", ["고구마", "감자"]),
  entry("🥔", "감자", ["채소"]),
  entry("🍟", "French fries", ["potato", "Fast Food"]),
].map(findable);
const found = (query: string) => find(all, query).map(({ emoji }) => emoji);

describe("emoji are found", () => {
  test("by name and tag, and what begins with it comes first", () => {
    expect(found("감자")).toEqual(["🥔", "🍠"]);
    expect(found("POTATO")).toEqual(["🍟"]);
    expect(found("fastfood")).toEqual(["🍟"]);
    expect(found("waffle")).toEqual([]);
  });

  test("by initial consonants, and while a syllable is being typed", () => {
    expect(found("ㄱㅈ")).toEqual(["🍠", "🥔"]);
    expect(found("가")).toContain("🥔");
    expect(found("감ㅈ")).toEqual(["🥔", "🍠"]);
  });

  test("but not across the end of a tag", () => {
    expect(found("구마감")).toEqual([]);
    expect(found("ㅁㄱㅈ")).toEqual([]);
  });
});

test("a skin tone is used where there is one", () => {
  const hand = {
    ...entry("👋", "손"),
    skins: [
      { emoji: "👋🏽", tone: 3 },
      { emoji: "🫱🏻‍🫲🏼", tone: [1, 2] },
    ],
  };
  expect([0, 3, 5].map((tone) => toned(hand, tone))).toEqual(["👋", "👋🏽", "👋"]);
  expect(toned(entry("🥔", "감자"), 3)).toBe("🥔");
});

test("arrow keys stay inside the grid, and lead back the way they came", () => {
  const back: Record<string, string> = {
    ArrowRight: "ArrowLeft",
    ArrowLeft: "ArrowRight",
    ArrowDown: "ArrowUp",
    ArrowUp: "ArrowDown",
  };
  fc.assert(
    fc.property(
      fc.constantFrom(...Object.keys(back)),
      fc.integer({ min: 1, max: 400 }).chain((count) => fc.tuple(fc.constant(count), fc.nat(count - 1))),
      fc.integer({ min: 1, max: 12 }),
      (key, [count, from], columns) => {
        const to = stepInGrid(key, from, count, columns);
        if (to === undefined) return;
        expect(to).toBeWithin(0, count);
        expect(stepInGrid(back[key]!, to, count, columns)).toBe(from);
      },
    ),
  );
  expect(stepInGrid("Home", 5, 10, 4)).toBe(0);
  expect(stepInGrid("End", 5, 10, 4)).toBe(9);
  expect(stepInGrid("a", 5, 10, 4)).toBeUndefined();
});
