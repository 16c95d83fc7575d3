import { describe, expect, test } from "bun:test";

import { matches } from "../../friends/search/match";
import { isBlank } from "../composer/blank";
import { isEmojiOnly, partsOf } from "./links";

const linksIn = (text: string) => partsOf(text).flatMap(({ href, text: shown }) => (href ? [shown] : []));

describe("an address", () => {
  test.each([
    ["see https://potato.kr/menu.", "https://potato.kr/menu"],
    ["(https://potato.kr/a_(b))", "https://potato.kr/a_(b)"],
    ["[https://potato.kr/a]!?", "https://potato.kr/a"],
    ["https://potato.kr/a)))...", "https://potato.kr/a"],
    ["https://potato.kr/a).).", "https://potato.kr/a"],
    ["https://potato.kr/((a)).", "https://potato.kr/((a))"],
    ["**https://potato.kr/a**", "https://potato.kr/a"],
    ["“https://potato.kr/a”", "https://potato.kr/a"],
    ["https://potato.kr/menu에서 만나요", "https://potato.kr/menu"],
    ["https://potato.kr으로", "https://potato.kr"],
    ["https://ko.wikipedia.org/wiki/감자", "https://ko.wikipedia.org/wiki/감자"],
    ["HTTPS://Potato.kr", "HTTPS://Potato.kr"],
  ])("in %j is %s", (text, link) => expect(linksIn(text)).toEqual([link]));

  test.each([
    "https://",
    "https://)",
    "javascript:alert(1)",
    "xhttps://potato.kr",
    `https://${"a".repeat(300)}.kr`,
  ])("%s is none", (text) => expect(linksIn(text)).toEqual([]));

  test("loses nothing of what stands around it", () => {
    const text = "a (https://potato.kr/a) b https://potato.kr/c. d";
    const parts = partsOf(text);
    expect(parts.map((part) => part.text).join("")).toBe(text);
    expect(parts).toHaveLength(5);
  });
});

describe("emoji alone", () => {
  test.each(["🥔", "👍🏽", "👨‍👩‍👧‍👦 ❤️", "🇰🇷🇯🇵", "#️⃣", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "👏👏👏 👏", "☺️\n🥔", "⭐".repeat(46)])(
    "are %s",
    (text) => expect(isEmojiOnly(text)).toBe(true),
  );
  test.each(["", "a", "🥔a", "1", "#", "👏 굿", "⭐".repeat(49), "☺"])("are not %j", (text) =>
    expect(isEmojiOnly(text)).toBe(false),
  );
});

describe("no text takes long", () => {
  const parts = {
    stars: "⭐",
    "skin tones": "👍🏽",
    families: "👨‍👩‍👧‍👦",
    flags: "🇰🇷",
    keycaps: "#️⃣",
    joiners: "\u200D",
    marks: "\u0301\u0316",
    jamo: "\u1112\u1161\u11AB",
    Hangul: "에서",
    consonants: "ㄱ",
    brackets: ")",
    pairs: "()",
    "ends of sentences": "!",
    blanks: " ",
    slashes: "/",
    letters: "a",
    accents: "é",
    addresses: "https://a.kr ",
    beginnings: "http",
    fillers: "\u3164",
  };
  const frames: ((text: string) => string)[] = [
    (text) => text,
    (text) => `${text}!`,
    (text) => `${text}a`,
    (text) => `${text} 굿`,
    (text) => `https://${text}`,
    (text) => `https://a${text}b`,
    (text) => `https://a/${text}`,
  ];
  const person = { nickname: "", username: "" } as Parameters<typeof matches>[1];
  const functions: Record<string, (text: string) => unknown> = {
    partsOf,
    isEmojiOnly,
    isBlank,
    "matches as a name": (text) => matches("ㄱㅈ", { ...person, nickname: text.slice(0, 128) }),
    "matches as a query": (text) => matches(text.slice(0, 100), { ...person, nickname: "감자" }),
  };
  // No text of 5,000 code points takes 5 ms. Super-linear time shows here long before it hangs a page.
  const LONGEST = 5000;
  const MOST_MS = 50;
  const TRIES = 5;

  test.each(Object.entries(functions))("of %s", (_, work) => {
    for (const [name, part] of Object.entries(parts))
      for (let length = 1; length < LONGEST; length = Math.ceil(length * 1.3))
        for (const frame of frames) {
          const text = frame(part.repeat(Math.ceil(length / [...part].length)));
          let least = Infinity;
          for (let nth = 0; nth < TRIES && least > MOST_MS; nth++) {
            const begun = performance.now();
            work(text);
            least = performance.now() - begun;
          }
          expect([name, length, least < MOST_MS]).toEqual([name, length, true]);
        }
  });
});
