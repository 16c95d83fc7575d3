import { expect, test } from "bun:test";

import { plainTextOf } from "./plain";
import { lexed } from "./tokens";

// The longest message, in code points. Nobody's text may hold up the page. What is measured is computing, whatever else the
// machine does.
const LONGEST = 5000;
const MOST_MS = 50;
const TRIES = 5;

const parts = {
  stars: "*",
  "double stars": "** ",
  "opened stars": "**a ",
  "opened and closed": "**a* *b** ",
  "all kinds": "***a ~~b `c [d](https://e ",
  faces: "*_* ",
  tildes: "~~a ",
  backticks: "`",
  "code that ends": "`a`",
  "longer and longer code": "` `` ``` ```` ````` ",
  fences: "```\n",
  "fences with a language": "```js\na\n",
  "longer and longer fences": "```\n````\n`````\n",
  brackets: "[",
  "both brackets": "[]",
  "opened links": "[a](",
  "links that do not end": "[a](https://b.kr/",
  "links in links": "[a](b[a](b",
  "bracketed links": "[a](https://b.kr/((",
  links: "[a](https://b.kr) ",
  "exclamation marks": "![",
  quotes: "> ",
  "quoted lines": "> a\n",
  "quoted signs": "> !\n",
  "quotes of quotes": "> > > > > > a\n",
  bullets: "- ",
  lists: "- a\n",
  "lists of signs": "- -\n",
  "lists of one": "- a\nb\n",
  numbers: "1. ",
  "numbered lines": "1. a\n",
  "items and quotes": "- > ",
  backslashes: "\\*",
  entities: "&amp;",
  tags: "<a ",
  comments: "<!--",
  tables: "|a|\n|-|\n",
  headings: "#\n",
  underlines: "a\n=\n",
  underscores: "_a ",
  references: "[a]: b\n",
  blanks: " ",
  lines: "\n",
  "blank lines": " \n",
  tabs: "\t*",
  "Hangul in bold": "**감자**는 ",
  families: "**👨‍👩‍👧‍👦** ",
  marks: "*\u0301",
  domains: "**naver.com** ",
};
const frames: ((text: string) => string)[] = [
  (text) => text,
  (text) => `**a${text}`,
  (text) => `\`a\n${text}\``,
  (text) => `[${text}](https://potato.kr)`,
  (text) => `> ${text}`,
  (text) => `- a\n  ${text}`,
];
const nested = Array.from({ length: 90 }, (_, nth) => `${" ".repeat(nth)}- a`).join("\n");

const texts = [
  ...Object.entries(parts).flatMap(([name, part]) =>
    frames.map((frame) => ({ name, text: frame(part.repeat(LONGEST / [...part].length)) })),
  ),
  { name: "lists in lists", text: nested },
  { name: "half of it opens, half closes", text: "**a ".repeat(800) + " b**".repeat(400) },
];

function leastTime(work: (text: string) => unknown, text: string): number {
  let least = Infinity;
  for (let nth = 0; nth < TRIES && least > MOST_MS; nth++) {
    const begun = process.cpuUsage();
    // A text that was seen before costs nothing.
    work(text + " ".repeat(nth));
    const { user, system } = process.cpuUsage(begun);
    least = (user + system) / 1000;
  }
  return least;
}

const depthOf = (value: unknown): number =>
  value && typeof value === "object" ? 1 + Math.max(0, ...Object.values(value).map(depthOf)) : 0;

test("no text takes long, or is nested deeper than can be shown", () => {
  for (const { name, text } of texts) {
    const start = text.slice(0, 20);
    expect([name, start, leastTime(lexed, text) < MOST_MS]).toEqual([name, start, true]);
    expect([name, start, depthOf(lexed(text)) < 60]).toEqual([name, start, true]);
  }
}, 60_000);

test("no excerpt takes long, whatever it is cut from", () => {
  for (const [name, part] of Object.entries(parts)) {
    const text = part.repeat(LONGEST / [...part].length);
    expect([name, leastTime((one) => plainTextOf(one, true), text) < MOST_MS]).toEqual([name, true]);
  }
}, 60_000);
