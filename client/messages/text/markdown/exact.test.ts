import { expect, test } from "bun:test";

import fc from "fast-check";

import { plainTextOf } from "./plain";
import { lexed } from "./tokens";
import type { Block } from "./tree";

const words = fc.constantFrom(
  "감자",
  "ㅋㅋㅋ",
  "네에",
  "じゃがいも",
  "ポテト",
  "土豆",
  "بطاطا",
  "لذيذة",
  "שלום",
  "มันฝรั่ง",
  "potato",
  "snake_case",
  "1.5",
  "2026.",
  "👨‍👩‍👧‍👦",
  "👍🏽",
  "🇰🇷",
  "❤️",
  "e\u0301",
  "\u202E",
  "<b>",
  "&amp;",
  "# 제목",
  "^_^",
  "~_~",
  ">_<",
  "ㅠ.ㅠ",
  "\\",
  "_",
  "|",
  "=",
  "\t",
  "!",
);
const blanks = fc.constantFrom("", "", " ", "  ", "\n", "\n\n", "\n    ", " \n\n\n ");
const pieces = fc.array(fc.tuple(words, blanks), { minLength: 1, maxLength: 20 });
const unmarked = pieces.map((all) => all.flat().join(""));
// Marks in places where none opens or closes anything.
const idle = fc.constantFrom(
  "a * ",
  "\n* \n",
  "a ** ",
  "a*b",
  "가*나",
  "2*3",
  "ㅋ~~",
  " ~ ",
  "~~ ",
  "\n- -\n",
  "\n> <\n",
  "[ ]",
  "](",
);
const nearly = fc.array(fc.oneof(unmarked, idle), { maxLength: 8 }).map((all) => all.join(" "));

const isOneParagraph = (blocks: Block[]): boolean =>
  blocks.every((block) => block.type === "paragraph" && block.tokens.every(({ type }) => type === "text"));

test("text without marks is shown exactly as typed, in every script", () => {
  fc.assert(
    fc.property(unmarked, (text) => {
      expect(plainTextOf(text, false)).toBe(text);
      expect(isOneParagraph(lexed(text))).toBe(true);
    }),
    { numRuns: 2000 },
  );
});

test("so is text with signs that mark nothing", () => {
  fc.assert(
    fc.property(nearly, (text) => {
      expect(plainTextOf(text, false)).toBe(text);
    }),
    { numRuns: 2000 },
  );
});

test("whatever is typed, its letters stay, in their order, and so do its lines", () => {
  const marks = fc.constantFrom(
    "*",
    "**",
    "***",
    "~~",
    "`",
    "``",
    "\n```js\n",
    "\n```\n",
    "> ",
    "\n- ",
    "\n1. ",
    "[a](https://potato.kr)",
    "\\",
    "\n",
    " ",
  );
  const any = fc.array(fc.oneof(words, marks), { maxLength: 30 }).map((all) => all.join(""));
  // Of what is between the marks.
  const lettersOf = (text: string) => text.replaceAll(/[\s*~`>()[\]\\]|https:\/\/|js|potato\.kr/gu, "");
  fc.assert(
    fc.property(any, (text) => {
      expect(lettersOf(plainTextOf(text, false))).toBe(lettersOf(text));
    }),
    { numRuns: 3000 },
  );
});
