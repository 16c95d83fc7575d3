import { graphemesOf } from "../../browser/graphemes";
import { MENTION } from "../../messages/mentions/tokens";

// A found message in a few lines: its text around the first match, with all matches in it.

/** From one place in the text to another, in UTF-16 units. */
export type MatchRange = [from: number, to: number];

export interface ExcerptPart {
  text: string;
  isMatch: boolean;
}

// In graphemes: how far into a text the first match may stand for the text to begin at its beginning; otherwise how much stands
// before the match; and how much from it on.
const NEAR = 36;
const BEFORE = 20;
const AFTER = 160;
// In UTF-16 units: the longest stretch that is looked at for either. A grapheme can be as long as someone likes.
const LONGEST = 2000;

/** `nameOf`: what is shown for a mention. A match never ends within a mention, nor is one cut. */
export function excerptOf(text: string, ranges: MatchRange[], nameOf: (id: string) => string): ExcerptPart[] {
  const tokens = tokensIn(text);
  const matches = merged(ranges.map((range) => widened(range, tokens)));
  const first = matches[0]?.[0] ?? 0;
  const [from] = widened([beginning(text, first), first], tokens);
  const [, to] = widened([first, end(text, first)], tokens);
  const parts: ExcerptPart[] = from > 0 ? [{ text: "…", isMatch: false }] : [];
  const add = (one: number, other: number, isMatch: boolean) => {
    if (other > one) parts.push({ text: named(text.slice(one, other), nameOf), isMatch });
  };
  let at = from;
  for (const [start, stop] of matches) {
    if (start >= to) break;
    add(at, start, false);
    at = Math.min(stop, to);
    add(start, at, true);
  }
  add(at, to, false);
  return to < text.length ? [...parts, { text: "…", isMatch: false }] : parts;
}

const named = (text: string, nameOf: (id: string) => string): string =>
  text.replaceAll(MENTION, (_, id: string) => `@${nameOf(id)}`);

const tokensIn = (text: string): MatchRange[] =>
  Array.from(text.matchAll(MENTION), ({ index, 0: token }) => [index, index + token.length]);

function widened([from, to]: MatchRange, tokens: MatchRange[]): MatchRange {
  const around = (at: number) => tokens.find(([start, stop]) => start < at && at < stop);
  return [around(from)?.[0] ?? from, around(to)?.[1] ?? to];
}

function merged(ranges: MatchRange[]): MatchRange[] {
  const all: MatchRange[] = [];
  for (const [from, to] of ranges) {
    const last = all.at(-1);
    if (last && from <= last[1]) last[1] = Math.max(last[1], to);
    else all.push([from, to]);
  }
  return all;
}

/** A few graphemes before a place; from the beginning of a word, if there is one in the first half of them. */
function beginning(text: string, at: number): number {
  const start = Math.max(0, at - LONGEST);
  const all = graphemesOf(text.slice(start, at));
  if (start === 0 && all.length <= NEAR) return 0;
  const lead = all.slice(-BEFORE);
  const blank = lead.slice(0, BEFORE / 2).findIndex((one) => /^\s/u.test(one));
  return at - lengthOf(lead.slice(blank + 1));
}

const end = (text: string, at: number): number =>
  at + lengthOf(graphemesOf(text.slice(at, at + LONGEST)).slice(0, AFTER));

const lengthOf = (graphemes: string[]): number => graphemes.join("").length;
