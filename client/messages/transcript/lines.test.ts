import { describe, expect, test } from "bun:test";

import { htmlTranscript, plainTranscript } from "./lines";

const calendar = {
  timeOf: (at: number) => `${at % 100}시`,
  dayOf: (at: number) => `${Math.floor(at / 100)}일`,
};
const said = (name: string, at: number, text: string) => ({ name, at, text });

describe("messages of one day", () => {
  const lines = [
    said("햇감자", 109, "안녕\n하세요"),
    said("", 110, "통감자님이 들어왔어요."),
    said("통감자", 111, "<b> & c"),
  ];

  test("are pasted as name, time and text", () => {
    expect(plainTranscript(lines, calendar)).toBe(
      "[햇감자] [9시] 안녕\n하세요\n통감자님이 들어왔어요.\n[통감자] [11시] <b> & c",
    );
  });

  test("are pasted as rich text that is text", () => {
    const html = htmlTranscript(lines, calendar);
    expect(html).toContain("<strong>햇감자</strong> <small>9시</small><br>안녕<br>하세요");
    expect(html).toContain("<em>통감자님이 들어왔어요.</em>");
    expect(html).toContain("&lt;b&gt; &amp; c");
    expect(html).not.toContain("<b>");
  });
});

test("messages of several days have a line for each day", () => {
  const lines = [said("a", 101, "one"), said("b", 102, "two"), said("a", 201, "three")];
  expect(plainTranscript(lines, calendar).split("\n")).toEqual([
    "--------------- 1일 ---------------",
    "[a] [1시] one",
    "[b] [2시] two",
    "--------------- 2일 ---------------",
    "[a] [1시] three",
  ]);
  expect(htmlTranscript(lines, calendar).match(/<em>\d일<\/em>/g)).toHaveLength(2);
});

test("nothing is nothing", () => {
  expect([plainTranscript([], calendar), htmlTranscript([], calendar)]).toEqual(["", ""]);
});
