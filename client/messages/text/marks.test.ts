import { expect, test } from "bun:test";

import { hasMarks } from "./marks";

// What these need is in the first load.
test.each([
  "안녕하세요!",
  "snake_case_name ^_^ >_<",
  "2026. 11. 30.",
  "네~ 그래요 ㅠ_ㅠ",
  "a-b - c > d",
  "# 제목\n<b>a</b> | b",
  "じゃがいも、ポテト。",
  "بطاطا",
  "👨‍👩‍👧‍👦 [감자] (맛있다)",
  "ㅋㅋㅋ... 3. 4 .",
])("%j has no marks", (text) => expect(hasMarks(text)).toBe(false));

test.each([
  "**a**",
  "*a*",
  "~~a~~",
  "`a`",
  "```\na\n```",
  "> a",
  "a\n- b",
  "1. a",
  "[a](https://potato.kr)",
  "https://potato",
  "여기naver.com",
  "<@all>",
])("%j has some", (text) => expect(hasMarks(text)).toBe(true));

test("looking for them takes no time", () => {
  for (const part of [" ", "]", "~", "1", "\n ", "\n   1", "a", ".", ":", "a."]) {
    const begun = process.cpuUsage();
    hasMarks(part.repeat(5000));
    const { user, system } = process.cpuUsage(begun);
    expect([part, (user + system) / 1000 < 10]).toEqual([part, true]);
  }
});
