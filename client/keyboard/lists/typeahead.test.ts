import { beforeAll, expect, test } from "bun:test";

import { loadHangul } from "../../friends/search/hangul";
import { createTypeAhead } from "./typeahead";

beforeAll(loadHangul);

const NAMES = ["감자튀김", "고구마", "감자탕", "Hash Brown", "햇감자", "Hedgehog"];

// Types the letters within a word; answers where it has led.
function typed(letters: string, from = -1): number | undefined {
  const { type } = createTypeAhead();
  let at = from;
  for (const [n, letter] of [...letters].entries()) at = type(letter, n * 100, NAMES, at) ?? at;
  return at;
}

test("letters lead to the next item that begins with them, whatever their case", () => {
  expect(typed("h")).toBe(3);
  expect(typed("he")).toBe(5);
  expect(typed("HA")).toBe(3);
  expect(typed("h", 3)).toBe(5);
});

test("the same letter again goes from one to the next, round the end", () => {
  expect(typed("hh")).toBe(5);
  expect(typed("hhh")).toBe(3);
  expect(typed("ㄱㄱ")).toBe(1);
});

test("Hangul is found while it is typed, by initial consonants, and by the Latin letters of its keys", () => {
  expect(typed("가")).toBe(0);
  expect(typed("감")).toBe(0);
  expect(typed("ㄱㅈㅌ")).toBe(0);
  expect(typed("ㅎㄱㅈ")).toBe(4);
  expect(typed("rhr")).toBe(1);
  expect(typed("gotrk")).toBe(4);
});

test("after a break a new word begins", () => {
  const { type, isTyping } = createTypeAhead();
  expect(type("h", 0, NAMES, 0)).toBe(3);
  expect(isTyping(700)).toBe(true);
  expect(isTyping(900)).toBe(false);
  expect(type("e", 5000, NAMES, 3)).toBeUndefined();
  expect(type("ㅎ", 10_000, NAMES, 3)).toBe(4);
});

test("what begins no item leads nowhere, and an empty list neither", () => {
  expect(createTypeAhead().type("z", 0, NAMES, 2)).toBeUndefined();
  expect(createTypeAhead().type("a", 0, [], -1)).toBeUndefined();
});
