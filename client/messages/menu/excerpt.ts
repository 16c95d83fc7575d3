import { graphemesOf } from "../../browser/graphemes";

// About one line, in code points; the server makes its own excerpt.
const EXCERPT = 100;

/** The beginning of a text, without a letter or an emoji that does not fit as a whole. */
export function excerptOf(text: string): string {
  if (text.length <= EXCERPT) return text;
  const start = Array.from(text.slice(0, EXCERPT * 2 + 2)).slice(0, EXCERPT + 1);
  const whole = graphemesOf(start.join(""));
  let length = 0;
  const end = whole.findIndex((letter) => (length += Array.from(letter).length) > EXCERPT);
  const excerpt = (end < 0 ? whole : whole.slice(0, end)).join("");
  // No part of a mention (src/protocol/mentions.ts).
  return excerpt.replace(/<(?:@(?:a|al|all|[\da-f-]{0,36}))?$/u, "") || start.slice(0, EXCERPT).join("");
}
