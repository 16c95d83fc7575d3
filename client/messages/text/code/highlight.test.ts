import { expect, test } from "bun:test";

import { highlight } from "./highlight";
import { languageOf } from "./languages";

const KNOWN =
  "bash c cpp css diff go java javascript json kotlin python rust sql swift typescript xml yaml".split(" ");

test("code is parts of text in colours, with nothing added to it and nothing lost", async () => {
  const code = '// 감자\nconst a: string = "<b>&amp;</b>"; // 👨‍👩‍👧‍👦\n';
  const parts = (await highlight(code, "typescript"))!;
  expect(parts.map(({ text }) => text).join("")).toBe(code);
  expect(parts).toContainEqual({ text: "const", colour: "word" });
  expect(parts).toContainEqual({ text: '"<b>&amp;</b>"', colour: "string" });
  expect(parts[0]).toMatchObject({ text: "// 감자", colour: "comment" });
});

test("one language inside of another keeps its text", async () => {
  await highlight("", "javascript");
  const code = "<script>const a = 1;</script>";
  const parts = (await highlight(code, "xml"))!;
  expect(parts.map(({ text }) => text).join("")).toBe(code);
  expect(parts).toContainEqual({ text: "const", colour: "word" });
});

test("every language that we name has rules, and others are left alone", async () => {
  for (const name of KNOWN) {
    expect([name, languageOf(name.toUpperCase())]).toEqual([name, name]);
    expect((await highlight("a", name))?.map(({ text }) => text)).toEqual(["a"]);
  }
  expect(["js", "TSX", "c++", "html", "sh"].map(languageOf)).toEqual([
    "javascript",
    "typescript",
    "cpp",
    "xml",
    "bash",
  ]);
  for (const name of ["", "감자", "constructor", "__proto__", "brainfuck"])
    expect([name, languageOf(name)]).toEqual([name, undefined]);
  expect(await highlight("a", "potato")).toBeUndefined();
});

// The longest message. It is computed while its code is in view, and what is shown of it must not wait.
const LONGEST = 5000;
const MOST_MS = 100;
const repeated = ["(", "{", "<", '"', "`", "/*", "$", "${", "-", "a", "a(", "\n", "- ", "a: "];

// Names without end are not coloured at all; the next longest are.
const WORD = 199;
const NAME = 99;
const texts = repeated.map((part) => {
  if (/\s/.test(part)) return part.repeat(LONGEST / part.length);
  const length = /^[\w$]+$/.test(part) ? NAME : WORD;
  return `${part.repeat(length / part.length)} `.repeat(LONGEST / length);
});

test("no code takes long", async () => {
  expect(await highlight("(".repeat(WORD + 1), "java")).toBeUndefined();
  expect(await highlight("$".repeat(NAME + 1), "java")).toBeUndefined();
  for (const name of KNOWN)
    for (const code of texts) {
      const part = code.slice(0, 4);
      let least = Infinity;
      for (let nth = 0; nth < 5 && least > MOST_MS; nth++) {
        const begun = process.cpuUsage();
        await highlight(code, name);
        const { user, system } = process.cpuUsage(begun);
        least = (user + system) / 1000;
      }
      expect([name, part, least < MOST_MS]).toEqual([name, part, true]);
    }
}, 60_000);
