import { expect, test } from "bun:test";

import fc from "fast-check";

import { tidy } from "../visible";
import { inLatin, likenessOf } from "./likeness";

test("letters of other scripts that look Latin are alike, and all else stays itself", () => {
  for (const [one, other] of [
    ["раураl", "paypal"],
    ["ЅСОРЕ", "SCOPE"],
    ["Ανα", "Ava"],
    ["օսհո", "ouhn"],
    ["Hе11o", "Hello"],
    ["AII", "All"],
  ] as const)
    expect([one, likenessOf(one)]).toEqual([one, likenessOf(other)]);
  for (const [one, other] of [
    ["감자", "감차"],
    ["Иван", "Ivan"],
    ["감자 2", "감자 3"],
    [
      "🏴\u{E0067}\u{E0062}\u{E0065}\u{E006E}\u{E0067}\u{E007F}",
      "🏴\u{E0067}\u{E0062}\u{E0073}\u{E0063}\u{E0074}\u{E007F}",
    ],
  ] as const)
    expect(likenessOf(one)).not.toBe(likenessOf(other));
});

test("each letter of the tables has its one, and Korean is left alone", () => {
  expect(inLatin("가나다 한글 ㄱㅎ")).toBe("가나다 한글 ㄱㅎ".normalize("NFKC"));
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", maxLength: 20 }), (text) => {
      expect(likenessOf(tidy(text.normalize("NFD")))).toBe(likenessOf(tidy(text)));
    }),
    { numRuns: 200 },
  );
});
