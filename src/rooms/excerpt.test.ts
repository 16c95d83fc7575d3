import { expect, test } from "bun:test";

import fc from "fast-check";

import { excerptOf as ofPage } from "../../client/messages/menu/excerpt";
import { excerptOf } from "./audience";

const FAMILY = "👨‍👩‍👧‍👦";
const letters = new Intl.Segmenter();
const count = (text: string) => Array.from(text).length;

test("a short text is its own excerpt, and a long one has its first hundred", () => {
  for (const text of ["", "감자", "a".repeat(100), FAMILY]) expect(excerptOf(text)).toBe(text);
  expect(excerptOf("가".repeat(5000))).toBe("가".repeat(100));
});

test("no emoji of several is cut: the one that does not fit is left out", () => {
  expect(excerptOf("a".repeat(96) + FAMILY + "b")).toBe("a".repeat(96));
  expect(excerptOf("a".repeat(93) + FAMILY + "b")).toBe("a".repeat(93) + FAMILY);
  expect(excerptOf(FAMILY.repeat(40))).toBe(FAMILY.repeat(14));
  expect(excerptOf("a".repeat(99) + "🇰🇷🇯🇵")).toBe("a".repeat(99));
});

test("a letter that is longer than an excerpt gives a part of itself", () => {
  expect(count(excerptOf("a" + "\u0301".repeat(4000)))).toBe(100);
});

test("whatever the text: a beginning of it, well-formed, of at most a hundred, and whole letters; the page's is the same", () => {
  const parts = fc.oneof(
    fc.constantFrom(FAMILY, "🇰🇷", "👍🏽", "e\u0301", "한".normalize("NFD"), "🥔", "a", " ", "श्री"),
    fc.constantFrom("<@all>", "<@0193b2c4-7f60-7d3a-9e51-0c6f6f1d2a3b>", "<"),
    fc.string({ unit: "grapheme", maxLength: 3 }),
  );
  const texts = fc.array(parts, { minLength: 1, maxLength: 150 }).map((all) => all.join(""));
  fc.assert(
    fc.property(texts, (text) => {
      const excerpt = excerptOf(text);
      expect(text.startsWith(excerpt)).toBe(true);
      expect(excerpt.isWellFormed()).toBe(text.isWellFormed() || excerpt.isWellFormed());
      expect(count(excerpt)).toBeLessThanOrEqual(100);
      const ends = Array.from(letters.segment(text), ({ segment, index }) => index + segment.length);
      if (excerpt !== "") expect(ends).toContain(excerpt.length);
      expect(ofPage(text)).toBe(excerpt);
    }),
  );
});
