import { Lexer, type Token } from "marked";

import { blockRules } from "./rules/blocks";
import { inlineRules } from "./rules/inline";
import type { Block } from "./tree";

// Rows are made and unmade while someone scrolls, and a row's name needs its tokens, too.
const KEPT = 100;
const kept = new Map<string, Block[]>();

/**
 * The small Markdown of our messages: bold, italic, struck, code, quotes, lists and links. Marked reads the text and calls our
 * rules alone. Its own are CommonMark's, which do not fit a chat: they drop line breaks, join lines to quotes and lists, take
 * headings, tables, HTML and references, and find no bold text before a Korean particle. Every rule of ours takes linear time
 * and matches what it comes to, so none of Marked's is ever tried.
 */
export function lexed(text: string): Block[] {
  const known = kept.get(text);
  if (known) return known;
  const extensions = { block: blockRules(), inline: inlineRules(), renderers: {}, childTokens: {} };
  const tokens: Token[] = new Lexer({ extensions }).lex(text);
  const [oldest] = kept.keys();
  if (kept.size >= KEPT && oldest !== undefined) kept.delete(oldest);
  kept.set(text, tokens as Block[]);
  return tokens as Block[];
}
