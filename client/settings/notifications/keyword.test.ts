import { expect, test } from "bun:test";

import { keywordFault } from "./keyword";

test("a keyword has at most 50 characters, whatever they take, and none comes twice", () => {
  expect(keywordFault("🥔".repeat(50), [])).toBeUndefined();
  expect(keywordFault("🥔".repeat(51), [])).toBe("tooLong");
  expect(keywordFault("POTATO", ["potato"])).toBe("twice");
  expect(keywordFault("감자".normalize("NFD"), ["감자"])).toBe("twice");
});

test("there are at most 20", () => {
  const some = Array.from({ length: 20 }, (_, n) => `word ${n}`);
  expect(keywordFault("one more", some)).toBe("full");
  expect(keywordFault("one more", some.slice(1))).toBeUndefined();
});
