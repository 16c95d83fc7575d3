import type { Message } from "../../../src/protocol/message";
import { graphemesOf } from "../../browser/graphemes";
import type { Quote } from "../outbox/draft";

// About one line, in code points; the server makes its own excerpt.
const EXCERPT = 100;

/** What a quote or a notice has of a message: the beginning of its text; without any, what its first file is. */
export function briefOf({ text, attachments }: Pick<Message, "text" | "attachments">): Brief {
  const [first] = attachments;
  if (text || !first) return { excerpt: excerptOf(text) };
  const { mediaType, name, waveform } = first;
  return { excerpt: "", mediaType, ...(waveform ? { voice: true } : { fileName: name }) };
}

export type Brief = Pick<Quote, "excerpt" | "mediaType" | "fileName" | "voice">;

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
