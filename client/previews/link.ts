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
  const [first] = lexed(text).flatMap(inBlock);
  return first && text.includes(first.written) ? first : undefined;
}

/** Those that are written with http or https, which is what the server lists as a room's links: each once. */
export function linksIn(text: string): TextLink[] {
  const written = lexed(text)
    .flatMap(inBlock)
    .filter((link) => /^https?:/iu.test(link.written));
  return [...new Map(written.map((link) => [link.href, link])).values()];
}

function inBlock(block: Block): TextLink[] {
  switch (block.type) {
    case "paragraph":
      return block.tokens.flatMap(inPhrase);
    case "quote":
      return block.tokens.flatMap(inBlock);
    case "list":
      return block.items.flatMap(({ tokens }) => tokens.flatMap(inBlock));
    case "fence":
      return [];
    default:
      return block satisfies never;
  }
}

function inPhrase(phrase: Phrase): TextLink[] {
  switch (phrase.type) {
    case "text":
      return mentionParts(phrase.text).flatMap(({ text, id }) => (id === undefined ? inWords(text) : []));
    case "link":
      return /^https?:/u.test(phrase.href) ? [{ written: phrase.address, href: phrase.href }] : [];
    case "code":
      return [];
    case "strong":
    case "em":
    case "del":
      return phrase.tokens.flatMap(inPhrase);
    default:
      return phrase satisfies never;
  }
}

const inWords = (text: string): TextLink[] =>
  partsOf(text).flatMap(({ text: written, href }) => (href === undefined ? [] : [{ written, href }]));
