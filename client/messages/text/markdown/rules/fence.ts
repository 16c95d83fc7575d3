import type { Token, TokenizerExtensionFunction } from "marked";

const OPENING = /^ {0,3}(`{3,})([^`\n]*)\n/u;
// The language's name; any other text behind the backticks is code.
const LANGUAGE = /^(?:[a-z][\w+#.-]{0,19})?$/iu;
// What may follow the backticks in the last line.
const REST = /[ \t]*(?:\n|$)/uy;

/** Fenced code. It may end in a line of its own or behind the last line; one that does not end is text. */
export function fence(): TokenizerExtensionFunction {
  // In each text, the fewest backticks that nothing closes in the rest of it: nobody looks for them again.
  const unclosed = new WeakMap<Token[], number>();

  return function fenceRule(rest, tokens) {
    const [opening, ticks = "", info = ""] = OPENING.exec(rest) ?? [];
    if (opening === undefined || ticks.length >= (unclosed.get(tokens) ?? Infinity)) return undefined;
    const name = info.trim();
    const isNamed = LANGUAGE.test(name);
    const start = isNamed ? opening.length : opening.indexOf(info);
    const end = closing(rest, opening.length - 1, ticks.length);
    if (!end) {
      unclosed.set(tokens, ticks.length);
      return undefined;
    }
    const text = rest.slice(start, Math.max(start, end.from));
    if (text.trim() === "") return undefined;
    const raw = rest.slice(0, end.to);
    return {
      type: "fence",
      raw,
      text: text + (raw.endsWith("\n") ? "\n" : ""),
      language: isNamed ? name : "",
    };
  };
}

/** Where the code ends, without the break before the closing line; and where its closing line ends. */
function closing(text: string, from: number, least: number): { from: number; to: number } | undefined {
  const ticks = /`+/gu;
  ticks.lastIndex = from;
  for (let found = ticks.exec(text); found; found = ticks.exec(text)) {
    const { 0: run, index } = found;
    REST.lastIndex = index + run.length;
    if (run.length < least || !REST.test(text)) continue;
    const lineStart = text.lastIndexOf("\n", index - 1);
    const isOwnLine = text.slice(lineStart + 1, index).trim() === "";
    const to = text.indexOf("\n", index);
    return { from: isOwnLine ? lineStart : index, to: to < 0 ? text.length : to + 1 };
  }
  return undefined;
}
