import { expect, test } from "bun:test";

import fc from "fast-check";

import { clustersOf, graphemesOf, initialOf } from "./graphemes";

const texts = [
  "",
  "감자",
  "감자".normalize("NFD"),
  "e\u0301 a",
  "👨‍👩‍👧‍👦",
  "👍🏽👏",
  "🇰🇷🇯🇵",
  "#️⃣ 1",
  "🏴󠁧󠁢󠁥󠁮󠁧󠁿",
  "👩‍❤️‍👨!",
  "a\r\nb",
  "ㄱㄴ",
  "\u0301",
  "か\u3099",
];

test.each(texts)("%j has the same characters without a segmenter", (text) => {
  expect(clustersOf(text)).toEqual(graphemesOf(text));
});

test("no text loses anything", () => {
  fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => clustersOf(text).join("") === text));
});

test.each([
  ["햇감자", "햇"],
  ["(알 수 없음)", "알"],
  ["“Hash” Brown", "H"],
  ["👩‍👩‍👧 family", "👩‍👩‍👧"],
  ["🇰🇷", "🇰🇷"],
  ["...", "."],
  ["", ""],
])("%j is shown as %j", (name, initial) => expect(initialOf(name)).toBe(initial));
