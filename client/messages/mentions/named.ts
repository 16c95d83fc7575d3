import type { Users } from "../../users/users";
import { EVERYONE, MENTION } from "./tokens";
import { mentioning } from "./words";

/** What is shown for a mention, after the @. */
export const nameOfMention = (id: string, users: Pick<Users, "nameOf">): string =>
  id === EVERYONE ? mentioning().everyone : users.nameOf(id);

/** A text with names in the place of its tokens. */
export const withNames = (text: string, users: Pick<Users, "nameOf">): string =>
  text.replaceAll(MENTION, (_, id: string) => `@${nameOfMention(id, users)}`);

export interface MentionPart {
  text: string;
  /** Whom this part mentions. */
  id?: string;
}

/** The text in parts: those with an id are mentions, and their text is the token. */
export function mentionParts(text: string): MentionPart[] {
  const parts: MentionPart[] = [];
  let end = 0;
  for (const found of text.matchAll(MENTION)) {
    if (found.index > end) parts.push({ text: text.slice(end, found.index) });
    parts.push({ text: found[0], id: found[1]! });
    end = found.index + found[0].length;
  }
  if (end < text.length) parts.push({ text: text.slice(end) });
  return parts;
}
