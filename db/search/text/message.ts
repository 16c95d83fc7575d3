import type { Attachment } from "../../../src/protocol/message";
import { holds, type Stored } from "../../history/history";
import type { Having } from "./terms";
import { areIn, rangesIn, type TextRange, type Word } from "./words";

// What of a message can be found: its words, and the names of its files.

const MENTION = /<@(?:all|[0-9a-f-]{36})>/gu;

type Found = Pick<Stored, "kind" | "text" | "attachments" | "deletedAt">;

/** First the text, each mention in it as so many spaces: it is shown as a name. */
export const textsOf = ({ kind, text, attachments, deletedAt }: Found): string[] =>
  kind !== "text" || deletedAt !== null
    ? []
    : [text.replace(MENTION, (token) => " ".repeat(token.length)), ...attachments.map(({ name }) => name)];

export function havingOf(message: Found): Having[] {
  const has: Having[] = holds.file(message) ? ["file"] : [];
  if (message.attachments.some(isImage)) has.push("image");
  if (holds.link(message)) has.push("link");
  return has;
}

const isImage = ({ mediaType }: Attachment): boolean => mediaType.startsWith("image/");

/** Where the words are in its text; null if the message does not have all of them. None: they are in the names of its files. */
export function rangesOf(message: Found, words: Word[]): TextRange[] | null {
  const [text, ...names] = textsOf(message);
  return text !== undefined && areIn([text, ...names], words) ? rangesIn(text, words) : null;
}
