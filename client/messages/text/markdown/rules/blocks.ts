import type { TokenizerExtensionFunction } from "marked";

import type { ListEntry } from "../tree";
import { fence } from "./fence";
import { isSpoken } from "./flanks";

// Quotes in lists in quotes: deeper ones are text.
const DEEPEST = 4;
// A line that may begin something. Whether it does, its rule says.
const BEGINNING = /\n(?= {0,3}(?:```|> |[-*] |\d{1,3}[.)] ))/gu;
const QUOTED = /^ {0,3}>(?: (.*)|\s*)$/u;
const ITEM = /^( {0,3})([-*]|\d{1,3}[.)])( +)(\S.*)$/u;
// "2026. 11. 30." is a day, "- 끝 -" has a line on either side.
const NO_ITEM = /^\d{1,3}[.)](?:\s|$)| -$/u;

/** The rules for what takes whole lines, in the order in which they are tried; the last one takes any line. */
export function blockRules(): TokenizerExtensionFunction[] {
  let depth = 0;

  const deeper = (rule: TokenizerExtensionFunction): TokenizerExtensionFunction =>
    function deeperRule(rest, tokens) {
      if (depth === DEEPEST) return undefined;
      depth++;
      try {
        return rule.call(this, rest, tokens);
      } finally {
        depth--;
      }
    };

  return [fence(), deeper(quote), deeper(list), paragraph];
}

/** Line by line: a line without the sign is not part of it, because it is the answer more often than not. */
const quote: TokenizerExtensionFunction = function quote(rest) {
  // Its first line says something: `> _ <` is a face.
  const [, first = ""] = /^ {0,3}> (.*)/u.exec(rest) ?? [];
  if (!isSpoken(first) && !first.startsWith("```")) return undefined;
  const lines = linesOf(rest, (line) => QUOTED.test(line));
  const inner = lines.map((line) => line.replace(QUOTED, "$1"));
  const raw = rawOf(lines, rest);
  const text = inner.join("\n") + (raw.endsWith("\n") ? "\n" : "");
  return { type: "quote", raw, tokens: this.lexer.blockTokens(text, []) };
};

const list: TokenizerExtensionFunction = function list(rest) {
  const first = itemIn(rest.slice(0, endOfLine(rest)));
  if (!first) return undefined;
  const isOrdered = first.marker.length > 1;
  const items: (ListEntry & { lines: string[] })[] = [];
  const lines = linesOf(rest, (line) => {
    const item = itemIn(line);
    const last = items.at(-1);
    // Further to the right: it belongs to the item above, and may be a list of its own.
    if (last && line.startsWith(" ".repeat(first.indent + 2)) && line.trim() !== "")
      last.lines.push(line.slice(first.indent + 2));
    else if (item && item.marker.at(-1) === first.marker.at(-1))
      items.push({ marker: item.marker, lines: [item.text], tokens: [] });
    else return false;
    return true;
  });
  const raw = rawOf(lines, rest);
  for (const [nth, item] of items.entries()) {
    const end = nth < items.length - 1 || raw.endsWith("\n") ? "\n" : "";
    item.tokens = this.lexer.blockTokens(item.lines.join("\n") + end, []) as ListEntry["tokens"];
  }
  return { type: "list", raw, isOrdered, items };
};

const paragraph: TokenizerExtensionFunction = function paragraph(rest) {
  BEGINNING.lastIndex = 0;
  const raw = BEGINNING.test(rest) ? rest.slice(0, BEGINNING.lastIndex) : rest;
  return { type: "paragraph", raw, tokens: this.lexer.inline(raw) };
};

function itemIn(line: string): { indent: number; marker: string; text: string } | undefined {
  const [, indent = "", marker = "", , text = ""] = ITEM.exec(line) ?? [];
  return isSpoken(text) && !NO_ITEM.test(text) ? { indent: indent.length, marker, text } : undefined;
}

/** The lines at the beginning that belong to it. */
function linesOf(rest: string, belongs: (line: string) => boolean): string[] {
  const lines: string[] = [];
  for (let at = 0; at < rest.length;) {
    const end = endOfLine(rest, at);
    const line = rest.slice(at, end);
    if (!belongs(line)) break;
    lines.push(line);
    at = end + 1;
  }
  return lines;
}

const endOfLine = (text: string, from = 0): number => {
  const end = text.indexOf("\n", from);
  return end < 0 ? text.length : end;
};

/** The lines as they stand in the text, with the break behind the last. */
const rawOf = (lines: string[], rest: string): string =>
  rest.slice(
    0,
    lines.reduce((length, line) => length + line.length + 1, 0),
  );
