import { expect, test } from "bun:test";

import fc from "fast-check";

import { type ExcerptPart, excerptOf, type MatchRange } from "./excerpt";

const ID = "01234567-89ab-cdef-0123-456789abcdef";
const nameOf = (id: string) => (id === ID ? "감자" : id);
const shape = (parts: ExcerptPart[]) =>
  parts.map(({ text, isMatch }) => (isMatch ? `[${text}]` : text)).join("");
const shown = (text: string, ...ranges: MatchRange[]) => shape(excerptOf(text, ranges, nameOf));
const found = (text: string, word: string): MatchRange[] => {
  const at = text.indexOf(word);
  return [[at, at + word.length]];
};

test("all matches are marked, and a short text is whole", () => {
  expect(shown("검색했어요, 검색", [0, 2], [7, 9])).toBe("[검색]했어요, [검색]");
  expect(shown("only its file's name fits")).toBe("only its file's name fits");
  expect(shown("")).toBe("");
});

test("a long text is cut around the first match, before a word", () => {
  const text = `${"앞에 있는 말 ".repeat(20)}김치찌개 ${"뒤에 있는 말 ".repeat(40)}`;
  const cut = shown(text, ...found(text, "김치찌개"));
  expect(cut).toStartWith("…말 앞에 있는");
  expect(cut).toContain(" [김치찌개] 뒤에");
  expect(cut).toEndWith("…");
});

test("a mention is shown by its name, and is never cut", () => {
  const token = `<@${ID}>`;
  expect(shown(`${token} hi`, [token.length + 1, token.length + 3])).toBe("@감자 [hi]");
  expect(shown(`a ${token} b`, [5, 9])).toBe("a [@감자] b");
  const far = `${"x".repeat(60)}${token}${"y".repeat(10)}hit`;
  expect(shown(far, ...found(far, "hit"))).toBe("…@감자yyyyyyyyyy[hit]");
});

test("whatever is found, what is shown is a piece of the text, and what is marked are its matches", () => {
  const piece = fc.constantFrom("감", "ㄱ", "a", " ", "\n", "👨‍👩‍👧", "🇰🇷", "e\u0301", "<", "<@", ">", "각");
  const text = fc.array(piece, { maxLength: 400 }).map((all) => all.join(""));
  fc.assert(
    fc.property(text, fc.array(fc.nat(1500), { maxLength: 8 }), (whole, places) => {
      const bounds = [...new Set(places.filter((at) => at <= whole.length))].sort((a, b) => a - b);
      const ranges = bounds.flatMap((at, nth): MatchRange[] =>
        nth % 2 === 1 ? [[bounds[nth - 1]!, at]] : [],
      );
      const parts = excerptOf(whole, ranges, nameOf);
      const inner = parts.filter(({ text: one }, nth) => one !== "…" || (nth > 0 && nth < parts.length - 1));
      expect(whole).toContain(inner.map(({ text: one }) => one).join(""));
      const marked = parts.filter(({ isMatch }) => isMatch).map(({ text: one }) => one);
      const all = ranges.map(([from, to]) => whole.slice(from, to));
      // The last one may be cut at the end.
      marked.forEach((one, nth) => expect(all[nth]!.startsWith(one)).toBe(true));
      if (ranges.length > 0) expect(marked.length).toBeGreaterThan(0);
    }),
  );
});
