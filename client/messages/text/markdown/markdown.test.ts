import { describe, expect, test } from "bun:test";

import { plainTextOf } from "./plain";
import { lexed } from "./tokens";
import type { Block, Phrase } from "./tree";

/** The tokens in brackets: `b(…)` is bold. */
const shown = (text: string): string => lexed(text).map(written).join("");

function written(block: Block): string {
  switch (block.type) {
    case "paragraph":
      return block.tokens.map(phrase).join("");
    case "fence":
      return `fence:${block.language}(${block.text})`;
    case "quote":
      return `quote(${block.tokens.map(written).join("")})`;
    case "list":
      return `${block.isOrdered ? "ol" : "ul"}(${block.items
        .map(({ marker, tokens }) => `[${marker}]${tokens.map(written).join("")}`)
        .join("")})`;
    default:
      block satisfies never;
      return "";
  }
}

const LETTERS = { strong: "b", em: "i", del: "s" };

function phrase(one: Phrase): string {
  if (!("tokens" in one)) return one.type === "text" ? one.text : `code(${one.text})`;
  const inner = one.tokens.map(phrase).join("");
  return one.type === "link" ? `a(${inner}|${one.href}|${one.where})` : `${LETTERS[one.type]}(${inner})`;
}

test.each([
  ["**굵게**", "b(굵게)"],
  ["*기울임*", "i(기울임)"],
  ["~~지움~~", "s(지움)"],
  ["`code`", "code(code)"],
  ["***both***", "b(i(both))"],
  ["**a *b* c**", "b(a i(b) c)"],
  ["*a **b** c*", "i(a b(b) c)"],
  ["**a `**` b**", "b(a code(**) b)"],
  ["`` a`b ``", "code(a`b)"],
  ["```one line```", "code(one line)"],
  ["**two\nlines**", "b(two\nlines)"],
  ["**굵게**는", "b(굵게)는"],
  ['**"감자"**는', 'b("감자")는'],
  ["**감자(햇감자)**를 주세요", "b(감자(햇감자))를 주세요"],
  ["맛있는**감자**입니다", "맛있는b(감자)입니다"],
  ["*「じゃがいも」*は", "i(「じゃがいも」)は"],
  ["**「じゃがいも」**は~~高い~~安い。", "b(「じゃがいも」)は~~高い~~安い。"],
  ["**土豆**很好吃，**“土豆”**也是", "b(土豆)很好吃，b(“土豆”)也是"],
  ["**بطاطا** لذيذة", "b(بطاطا) لذيذة"],
  ["**👨‍👩‍👧‍👦**", "b(👨‍👩‍👧‍👦)"],
  ["**감자**3개", "b(감자)3개"],
  ["(*감자*)", "(i(감자))"],
  ["**a** and **b**", "b(a) and b(b)"],
  ["**a **b**", "**a b(b)"],
  ["**https://potato.kr/a**", "b(https://potato.kr/a)"],
])("%j is %j", (text, expected) => expect(shown(text)).toBe(expected));

describe("blocks", () => {
  test.each([
    ["> 어제 한 말\n그거 맞아", "quote(어제 한 말\n)그거 맞아"],
    ["> a\n>\n> **b**", "quote(a\n\nb(b))"],
    ["> > a\n> b", "quote(quote(a\n)b)"],
    ["- 우유\n- 빵\n\n끝", "ul([-]우유\n[-]빵\n)\n끝"],
    ["* a\n  * b\n* c", "ul([*]a\nul([*]b\n)[*]c)"],
    ["1. 하나\n3. 셋\n   - 넷\n뒤", "ol([1.]하나\n[3.]셋\nul([-]넷\n))뒤"],
    ["1) a\n2) b", "ol([1)]a\n[2)]b)"],
    ["할 일:\n- a\n- b", "할 일:\nul([-]a\n[-]b)"],
    ["```js\nconst a = 1;\n\n  b\n```\n뒤", "fence:js(const a = 1;\n\n  b\n)뒤"],
    ["```\n**a**\n```", "fence:(**a**)"],
    ["앞\n```c++\na```", "앞\nfence:c++(a)"],
    ["```const a = 1;\nb\n```", "fence:(const a = 1;\nb)"],
    ["````\n```\na\n```\n````", "fence:(```\na\n```)"],
    ["> ```\n> a\n> ```\n\n```\nb\n```", "quote(fence:(a\n))\nfence:(b)"],
    ["> ```\n> a\n```\nb\n```", "quote(```\na\n)fence:(b)"],
  ])("%j is %j", (text, expected) => expect(shown(text)).toBe(expected));
});

describe("links", () => {
  test.each([
    ["[메뉴](https://potato.kr/menu?a=1)", "a(메뉴|https://potato.kr/menu?a=1|potato.kr)"],
    ["[**메뉴**](http://potato.kr)를", "a(b(메뉴)|http://potato.kr/|potato.kr)를"],
    ["**[a](https://potato.kr)**", "b(a(a|https://potato.kr/|potato.kr))"],
    ["[potato.kr](https://potato.kr/a)", "a(potato.kr|https://potato.kr/a|)"],
    ["[a](https://potato.kr/a_(b))", "a(a|https://potato.kr/a_(b)|potato.kr)"],
    ["[쓰기](mailto:ann@potato.kr)", "a(쓰기|mailto:ann@potato.kr|ann@potato.kr)"],
    ["[ann@potato.kr](mailto:ann@potato.kr)", "a(ann@potato.kr|mailto:ann@potato.kr|)"],
    // Letters that look like an address hide nothing, because the host is shown.
    ["[bank․example](https://evil.example)", "a(bank․example|https://evil.example/|evil.example)"],
  ])("%j is %j", (text, expected) => expect(shown(text)).toBe(expected));

  test.each([
    "[a](javascript:alert(1))",
    "[a](JAVASCRIPT:alert(1))",
    "[a](data:text/html,x)",
    "[a](java\nscript:alert(1))",
    "[a](\u0001https://potato.kr)",
    "[a](https\u200b://potato.kr)",
    "[a](https&colon;//potato.kr)",
    "[a](&#104;ttps://potato.kr)",
    "[a](//potato.kr)",
    "[a](/rooms)",
    "[a](potato.kr)",
    "[a](https:potato.kr)",
    "[a](https://potato.kr\\@evil.example)",
    "[a](https://bank.example@evil.example)",
    "[a](https://a:b@evil.example)",
    "[a](mailto:a@b.kr?body=x)",
    "[a](https://potato.kr 'title')",
    "[a](<https://potato.kr>)",
    "[a] (https://potato.kr)",
    "[](https://potato.kr)",
    "![a](https://potato.kr/a.png)",
    "[a][b]\n\n[b]: https://potato.kr",
    "[https://bank.example](https://evil.example)",
    "[see bank.com now](https://evil.example)",
    "[www.bank.example](https://evil.example)",
    "[a@bank.example](mailto:b@evil.example)",
    `[a](https://${"a".repeat(300)}.kr)`,
  ])("%j is shown as typed", (text) => expect(shown(text)).toBe(text));
});

const untouched = [
  "5*3*2",
  "2**3**4",
  "snake_case_name",
  "__init__",
  "가*나*다",
  "^_^",
  "*_*",
  "*^^*",
  "*^0^*",
  "*ㅅ*",
  "~_~",
  "ㅋㅋ~~ 네~~",
  "네~~그래~~",
  "~~ ㅋㅋ ~~",
  "- -",
  "> _ <",
  ">_<",
  "> <",
  ">>> print(1)",
  "1. ",
  "1.",
  "- ",
  "- 끝 -",
  "2026. 11. 30. 회의",
  "11. 30. 회의",
  "# 제목",
  "+ 하나 더",
  "a\n===",
  "---",
  "***",
  "****",
  "**굵게",
  "굵게**",
  "** 굵게 **",
  "`a",
  "``",
  "` `",
  "It`s Ann`s",
  "```\n안 끝난 코드",
  "~~~\na\n~~~",
  "    네 칸",
  "a  \nb",
  "a\\\nb",
  "¯\\_(ツ)_/¯",
  "\\*a\\*",
  "&lt; &amp; &#42;a&#42;",
  "<b>a</b>",
  "<!-- a -->",
  "| a | b |\n|---|---|\n| 1 | 2 |",
  "*1인 1개\n*중복 불가",
  "src/**/a/**/b.ts",
  "/*a*/ b",
  "(2+3)*4*(5)",
  "\n\na\n\n\nb\n ",
  "  a\n   b",
  "a\tb",
  "=== **** ===",
];

test.each(untouched)("%j is shown as typed", (text) => {
  expect(shown(text)).toBe(text);
  expect(plainTextOf(text, false)).toBe(text);
});

describe("as plain text", () => {
  test.each([
    ["**굵게** `a` ~~b~~", "굵게 a b"],
    ["> 인용\n- a\n- b\n```js\nx\n```", "인용\n- a\n- b\nx"],
    ["[메뉴](https://potato.kr/a)", "메뉴 (potato.kr)"],
  ])("%j is %j", (text, plain) => expect(plainTextOf(text, false)).toBe(plain));

  const long = "긴 글 ".repeat(25);
  test.each([
    [`**${long}`, long.trimEnd()],
    [`**굵게** ~~${long}`, `굵게 ${long.trimEnd()}`],
    [`\`${long}`, long.trimEnd()],
    ["```js\n" + long, long],
    [`${long}[메뉴](https://pot`, `${long}메뉴`],
  ])("%j, which the server has cut, is %j", (text, plain) => {
    expect(plainTextOf(text, true)).toBe(plain);
  });

  test("a whole text is not mended", () => expect(plainTextOf(`**${long}`, false)).toBe(`**${long}`));
});
