import { expect, test } from "bun:test";

import fc from "fast-check";

import { wellFormed } from "./wellFormed";

test.each([
  ["감자 🥔", "감자 🥔"],
  ["\uD83E", "\uFFFD"],
  ["\uDD54 a", "\uFFFD a"],
  ["🥔\uD83E🥔", "🥔\uFFFD🥔"],
  ["\uDD54\uD83E", "\uFFFD\uFFFD"],
  ["a\0b", "ab"],
])("%j is sent as %j", (text, sent) => expect(wellFormed(text)).toBe(sent));

test("it is what toWellFormed does", () => {
  const unit = fc.constantFrom("\uD83E", "\uDD54", "a", "감", "\u200D");
  fc.assert(fc.property(fc.string({ unit }), (text) => wellFormed(text) === text.toWellFormed()));
});
