import { mentionParts } from "../messages/mentions/named";
import { partsOf } from "../messages/text/links";
import { lexed } from "../messages/text/markdown/tokens";
import type { Block, Phrase } from "../messages/text/markdown/tree";

/** A link of a text. `written`: as it stands there, by which the server finds it. */
export interface TextLink {
  written: string;
  href: string;
}

/** The first link of a message to a page; in code there are none. One in which the direction is turned gets no preview. */
export function firstLinkIn(text: string): TextLink | undefined {
  const first = firstOf(lexed(text), inBlock);
  return first && text.includes(first.written) ? first : undefined;
}

function inBlock(block: Block): TextLink | undefined {
  switch (block.type) {
    case "paragraph":
      return firstOf(block.tokens, inPhrase);
    case "quote":
      return firstOf(block.tokens, inBlock);
    case "list":
      return firstOf(block.items, ({ tokens }) => firstOf(tokens, inBlock));
    case "fence":
      return undefined;
    default:
      return block satisfies never;
  }
}

function inPhrase(phrase: Phrase): TextLink | undefined {
  switch (phrase.type) {
    case "text":
      return firstOf(mentionParts(phrase.text), ({ text, id }) =>
        id === undefined ? inWords(text) : undefined,
      );
    case "link":
      return /^https?:/u.test(phrase.href) ? { written: phrase.address, href: phrase.href } : undefined;
    case "code":
      return undefined;
    case "strong":
    case "em":
    case "del":
      return firstOf(phrase.tokens, inPhrase);
    default:
      return phrase satisfies never;
  }
}

const inWords = (text: string): TextLink | undefined =>
  firstOf(partsOf(text), ({ text: written, href }) => (href === undefined ? undefined : { written, href }));

function firstOf<One>(all: One[], find: (one: One) => TextLink | undefined): TextLink | undefined {
  for (const one of all) {
    const found = find(one);
    if (found) return found;
  }
  return undefined;
}
