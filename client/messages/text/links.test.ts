import { beforeAll, describe, expect, test } from "bun:test";

import fc from "fast-check";

import { loadHangul } from "../../friends/search/hangul";
import { matches } from "../../friends/search/match";
import { isBlank } from "../composer/blank";
import { isEmojiOnly } from "./emoji";
import { partsOf } from "./links";
import { hasMarks } from "./marks";

beforeAll(loadHangul);

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
    ["http://localhost:3000/a", "http://localhost:3000/a"],
    ["http://[::1]:3000/a", "http://[::1]:3000/a"],
    // Whatever stands right beside it in Korean or Japanese.
    ["https://potato.kr/aㅋㅋ", "https://potato.kr/a"],
    ["https://potato.krㅋㅋ", "https://potato.kr"],
    ["https://potato.kr/ㅋㅋ", "https://potato.kr/"],
    ["https://potato.kr/menu이거", "https://potato.kr/menu"],
    ["https://potato.kr/이거 봐", "https://potato.kr/"],
    ["https://potato.kr/menu?a=1이거", "https://potato.kr/menu?a=1"],
    ["https://potato.kr/menu、", "https://potato.kr/menu"],
    ["（https://potato.kr/menu）", "https://potato.kr/menu"],
    ["https://potato.kr/menuを見て", "https://potato.kr/menu"],
    ["https://potato.krを見て", "https://potato.kr"],
    ["https://potato.kr/menu참고", "https://potato.kr/menu"],
    ["https://potato.kr.그리고", "https://potato.kr"],
    ["https://potato.kr:8080에서", "https://potato.kr:8080"],
    ["여기https://potato.kr/a", "https://potato.kr/a"],
    ["https://potato.kr/a👍", "https://potato.kr/a"],
    ["https://potato.kr/a,https://potato.kr", "https://potato.kr/a,https://potato.kr"],
    ["https://potato.kr?뭐야", "https://potato.kr"],
    // Where it is its own.
    [
      "https://ko.wikipedia.org/wiki/%EA%B0%90%EC%9E%90이거",
      "https://ko.wikipedia.org/wiki/%EA%B0%90%EC%9E%90",
    ],
    ["https://namu.wiki/w/감자(식물)", "https://namu.wiki/w/감자(식물)"],
    ["https://ko.wikipedia.org/wiki/C_언어", "https://ko.wikipedia.org/wiki/C_언어"],
    ["https://namu.wiki/w/감자2세#역사", "https://namu.wiki/w/감자2세#역사"],
    ["https://potato.kr/search?q=감자&page=2", "https://potato.kr/search?q=감자&page=2"],
    ["https://한국.kr/감자", "https://한국.kr/"],
    ["https://www.한국.kr에서", "https://www.한국.kr"],
    ["https://도메인.한국에서", "https://도메인.한국"],
    ["https://bücher.de/a", "https://bücher.de/a"],
    // Without "https://".
    ["www.potato.kr에서", "www.potato.kr"],
    ["www.potato.museum", "www.potato.museum"],
    ["www.한국.kr", "www.한국.kr"],
    ["naver.com", "naver.com"],
    ["여기naver.com이야", "naver.com"],
    ["(Potato.co.kr/menu?a=1).", "Potato.co.kr/menu?a=1"],
    ["potato.kr:8080/a", "potato.kr:8080/a"],
    ["youtu.be/abc", "youtu.be/abc"],
    ["한국.kr", "한국.kr"],
    ["(한국.kr)", "한국.kr"],
  ])("in %j is %s", (text, link) => {
    expect(linksIn(text)).toEqual([link]);
    // Otherwise nothing would look for it.
    expect(hasMarks(text)).toBe(true);
  });

  test("is never in a text that is shown as it is", () => {
    const pieces = fc.constantFrom(
      "naver",
      ".",
      "com",
      "한국",
      "kr",
      "http",
      "s",
      ":",
      "/",
      "www",
      " ",
      "a",
      "@",
      "[",
      "1",
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 12 }), (all) => {
        const text = all.join("");
        expect(linksIn(text).length === 0 || hasMarks(text)).toBe(true);
      }),
      { numRuns: 3000 },
    );
  });

  test.each([
    "https://",
    "https://)",
    "javascript:alert(1)",
    "xhttps://potato.kr",
    `https://${"a".repeat(300)}.kr`,
    "https://감자",
    "https://감자 potato",
    "https://bank.example@evil.example",
    "https://user:password@evil.example",
    "ann@naver.com",
    "ann.co@potato.example",
    "index.ts",
    "notes.md",
    "trust.us",
    "그래.me",
    "1.2.3",
    "3.14.kr",
    "www.",
    "www",
    "a_b.com",
    "C:\\naver.com",
    "e.g. com",
    "co.kr@",
    "...com",
    "-.com",
  ])("%s is none", (text) => expect(linksIn(text)).toEqual([]));

  test("without a scheme opens by https", () =>
    expect(partsOf("naver.com")).toEqual([{ text: "naver.com", href: "https://naver.com/" }]));

  test("shows its real name, whichever way its characters turn", () => {
    const [photo] = partsOf("https://potato.kr/photo\u202Egpj.exe");
    expect(photo).toEqual({
      text: "https://potato.kr/photogpj.exe",
      href: "https://potato.kr/photo%E2%80%AEgpj.exe",
    });
    const [turned, link] = partsOf("\u202E https://potato.kr/a");
    expect([turned?.text, link?.text]).toEqual([" ", "https://potato.kr/a"]);
  });

  test("needs nothing that browsers have had for a few years only", () => {
    const parse = Object.getOwnPropertyDescriptor(URL, "parse")!;
    Object.assign(URL, { parse: undefined });
    expect(linksIn("https://potato.kr/a")).toEqual(["https://potato.kr/a"]);
    Object.defineProperty(URL, "parse", parse);
  });

  test("loses nothing of what stands around it", () => {
    const text = "a (https://potato.kr/a) b https://potato.kr/c. d";
    const parts = partsOf(text);
    expect(parts.map((part) => part.text).join("")).toBe(text);
    expect(parts).toHaveLength(5);
  });
});

describe("emoji alone", () => {
  test.each(["🥔", "👍🏽", "👨‍👩‍👧‍👦 ❤️", "🇰🇷🇯🇵", "#️⃣", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "👏👏 👏", "☺️\n🥔", "⭐⭐⭐", "💏🏽 👩🏽‍❤️‍💋‍👩🏿 👩🏽‍❤️‍💋‍👩🏿"])(
    "are %s",
    (text) => expect(isEmojiOnly(text)).toBe(true),
  );
  test.each(["", "a", "🥔a", "1", "#", "👏 굿", "⭐⭐⭐⭐", "👏👏👏 👏", "☺"])("are not %j", (text) =>
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
    domains: "naver.com ",
    "domains side by side": "naver.com,",
    "parts of a domain": "a.",
    hyphens: "a-",
    "Korean domains": "감자.",
    "Korean labels": "감자.kr",
    "schemes side by side": "https://",
    users: "a@",
    ports: ":80",
    pieces: "a.kr/",
    values: "=감",
    turns: "\u202E",
    "full-width stops": "。",
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
