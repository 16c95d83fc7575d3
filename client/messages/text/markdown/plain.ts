import { spansIn } from "./rules/spans";
import { lexed } from "./tokens";
import type { Block, Phrase } from "./tree";

// In code points. A longer text is cut by the server to 100, or a few less where a letter or an emoji would not fit.
const CUT = 90;
const CUT_LINK = /\[([^[\]\n]+)\]\([^\s()[\]]*$/u;

/** What is shown of a text, as text. */
export function plainTextOf(text: string, isExcerpt: boolean): string {
  const isCut = isExcerpt && Array.from(text).length >= CUT;
  const plain = lexed(isCut ? closed(text) : text)
    .map(textOf)
    .join("");
  return text.endsWith("\n") ? plain : plain.replace(/\n$/u, "");
}

/** A text that was cut inside of marks, with their ends. */
function closed(text: string): string {
  if (text.split(/^ {0,3}```/mu).length % 2 === 0) return `${text}\n\`\`\``;
  const whole = text.replace(CUT_LINK, "$1").trimEnd();
  return whole + spansIn(whole).unclosed.reverse().join("");
}

function textOf(block: Block): string {
  switch (block.type) {
    case "paragraph":
      return block.tokens.map(wordsOf).join("");
    case "fence":
      return block.text;
    case "quote":
      return block.tokens.map(textOf).join("");
    case "list":
      return block.items.map(({ marker, tokens }) => `${marker} ${tokens.map(textOf).join("")}`).join("");
    default:
      block satisfies never;
      return "";
  }
}

function wordsOf(phrase: Phrase): string {
  if (!("tokens" in phrase)) return phrase.text;
  const text = phrase.tokens.map(wordsOf).join("");
  return "where" in phrase && phrase.where ? `${text} (${phrase.where})` : text;
}
