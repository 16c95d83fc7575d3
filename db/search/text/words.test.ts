import { describe, expect, test } from "bun:test";

import { assemble, disassemble, getChoseong } from "es-hangul";
import fc from "fast-check";

import { expressionOf, quoted, termsOf } from "./terms";
import { areIn, rangesIn, wordsOf } from "./words";

// What is found in a text, and that the terms of the index name every text in which something is found. The library es-hangul takes
// Hangul apart in its own way.

const isFound = (text: string, query: string): boolean => areIn([text], wordsOf(query));
const marked = (text: string, query: string): string[] =>
  rangesIn(text, wordsOf(query)).map(([from, to]) => text.slice(from, to));

describe("a word", () => {
  test.each([
    ["검색했어요", "검새", ["검색"]],
    ["가방", "갑", ["가방"]],
    ["김치찌개", "ㄱㅊㅉㄱ", ["김치찌개"]],
    ["과일", "고", ["과"]],
    ["닭갈비", "달ㄱ", ["닭"]],
    ["닭갈비", "닭갈", ["닭갈"]],
    ["ㅋㅋㅋ 부엌칼", "ㅋㅋ", ["ㅋㅋㅋ"]],
    ["ㅠㅠ", "ㅠ", ["ㅠㅠ"]],
    ["Ｈｅｌｌｏ", "hEll", ["Ｈｅｌｌ"]],
    ["ＯＫ ok Ok", "ok", ["ＯＫ", "ok", "Ok"]],
    ["한글".normalize("NFD"), "한그", ["한글".normalize("NFD")]],
    ["한글", "한그".normalize("NFD"), ["한글"]],
    ["caf\u0065\u0301", "café", ["caf\u0065\u0301"]],
    ["😀😀 👍🏽", "😀", ["😀😀"]],
    ["👍🏽", "👍", ["👍"]],
    ["ﬁne ㎞", "fine km", ["ﬁne", "㎞"]],
    ["감사합니다", "ㄳ", ["감사"]],
    ["ΟΔΟΣ", "οδος", ["ΟΔΟΣ"]],
    ["aaaa", "aa", ["aaaa"]],
    ["점심 뭐 먹지?", "먹지 점", ["점", "먹지"]],
  ])("in %s, looked for as %s, is %j", (text, query, ranges) => {
    expect([isFound(text, query), marked(text, query)]).toEqual([true, ranges]);
  });

  test.each([
    ["유", "ㅠ"],
    ["갂", "가까"],
    ["부엌칼", "ㅋㅋ"],
    ["김치 찌개", "김치찌"],
    ["김치", "치김"],
    ["각", "갂"],
    ["가나", "간다"],
    ["hello", "hello world"],
    ["👍", "👍🏽"],
  ])("is not in %s, looked for as %s", (text, query) => {
    expect(isFound(text, query)).toBeFalse();
  });

  test("of nothing but spaces is none", () => {
    for (const query of ["", " ", "\u3000\n\t", "\u00a0"]) expect(wordsOf(query)).toEqual([]);
  });
});

const syllable = fc.integer({ min: 0xac00, max: 0xd7a3 }).map((code) => String.fromCharCode(code));
// So few that parts of words meet.
const few = fc.constantFrom(..."가각간갂과고곡까기김치찌개닭달갈비ab ");
const anything = fc.oneof(
  syllable,
  few,
  fc.constantFrom(...'ㅋㅠㄱA1é😀 -*"한'),
  fc.string({ unit: "grapheme", minLength: 1, maxLength: 1 }),
);
const text = fc.array(anything, { minLength: 1, maxLength: 25 }).map((all) => all.join(""));
const hangul = fc.array(fc.oneof(syllable, few), { minLength: 1, maxLength: 15 }).map((all) => all.join(""));

/** As a keyboard composes its keys, if it can begin with them. */
function composed(query: string): string {
  try {
    return assemble([...disassemble(query)]);
  } catch {
    return query;
  }
}

/** Whether the index names this text. */
function isNamed(texts: string[], query: string): boolean {
  const terms = [...termsOf(texts)];
  return wordsOf(query)
    .flatMap(expressionOf)
    .every((one) => terms.some((term) => quoted(term) === one));
}

describe("any text", () => {
  test("is found by any part of it, in any form, and the index names it", () => {
    fc.assert(
      fc.property(
        text,
        fc.nat(),
        fc.nat(),
        fc.constantFrom("NFC", "NFD", "NFKC"),
        (whole, from, length, form) => {
          const letters = [...whole];
          const start = from % letters.length;
          const part = letters.slice(start, start + 1 + (length % 10)).join("");
          // Nobody looks for an accent without its letter.
          if (wordsOf(part).length === 0 || /(^|\s)[\p{M}\u1161-\u11ff]/u.test(part)) return;
          // A part may begin or end within a letter that another form writes as one.
          const query = part.normalize(form);
          if (form === "NFKC" ? /[ㄱ-ㅣ]/u.test(part) : query.normalize("NFD") !== part.normalize("NFD"))
            return;
          expect([isFound(whole, query), isNamed([whole], query)]).toEqual([true, true]);
        },
      ),
      { numRuns: 3000 },
    );
  });

  test("of Hangul is found by as many keys as were pressed from any syllable on, and only then", () => {
    fc.assert(
      fc.property(hangul, hangul, fc.nat(), fc.nat(), (whole, other, from, count) => {
        const start = from % whole.length;
        const keys = [...disassemble(whole.slice(start))];
        const typed = assemble(keys.slice(0, 1 + (count % keys.length)));
        for (const query of [typed, other]) {
          const words = query.split(" ").filter((word) => word !== "" && getChoseong(word) !== word);
          if (words.length === 0) continue;
          const starts = [...whole].keys().toArray();
          const begins = (word: string) =>
            starts.some((at) => disassemble(whole.slice(at)).startsWith(disassemble(word)));
          const expected = words.every(begins);
          expect([query, isFound(whole, words.join(" "))]).toEqual([query, expected]);
          if (expected) expect(isNamed([whole], words.join(" "))).toBeTrue();
        }
      }),
      { numRuns: 3000 },
    );
  });

  test("is found by the initial consonants of any of its words", () => {
    fc.assert(
      fc.property(fc.array(syllable, { minLength: 2, maxLength: 8 }), fc.nat(), (letters, from) => {
        const whole = letters.join("");
        const query = getChoseong(whole).slice(from % (letters.length - 1));
        expect([isFound(whole, query), isNamed([whole], query)]).toEqual([true, true]);
      }),
    );
  });

  test("that has letters which stand alone is named wherever it is found, though they may be of a syllable there", () => {
    const pieces = fc.constantFrom(..."가각간갂고과관곽괅달닭앏엉어ㄱㄴㅂㄹㅏㅗㅣㅋ!a ");
    const short = (most: number) =>
      fc.array(pieces, { minLength: 1, maxLength: most }).map((all) => all.join(""));
    let found = 0;
    fc.assert(
      fc.property(short(8), short(3), fc.nat(), (around, query, at) => {
        for (const whole of [around, around.slice(0, at % 8) + composed(query) + around.slice(at % 8)])
          if (isFound(whole, query)) {
            found++;
            expect([whole, query, isNamed([whole], query)]).toEqual([whole, query, true]);
          }
      }),
      { numRuns: 5000 },
    );
    expect(found).toBeGreaterThan(1000);
  });

  test("marks whole characters, in order, apart from each other", () => {
    fc.assert(
      fc.property(text, text, (whole, query) => {
        let last = -1;
        for (const [from, to] of rangesIn(whole, wordsOf(query))) {
          expect(from).toBeGreaterThan(last);
          expect(to).toBeGreaterThan(from);
          expect(whole.slice(from, to).isWellFormed()).toBe(whole.isWellFormed());
          last = to;
        }
        expect(last).toBeLessThanOrEqual(whole.length);
      }),
    );
  });
});
