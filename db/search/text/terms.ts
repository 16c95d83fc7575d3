import { symbolsOf } from "./symbols";
import type { Word } from "./words";

// What the index knows of a message: two and three symbols in a row, from each place where a word that is looked for may begin; of
// syllables in a row also a whole one with the initial consonant of the next, and the first two keys of both, which exclude far more;
// and two and three initial consonants in a row. So a word is found by the terms from its own such places. Terms are for FTS5's
// tokenizer `ascii`, which splits at spaces and takes all that is not ASCII as it is.

const LENGTH = 3;
// Keys of a syllable, at most: a consonant, two for the vowel, two for the final.
const SYLLABLE = 5;
// Terms of a word that are looked for. More of them cost time and exclude little.
const MOST = 8;
// In front of what is made of initial consonants.
const OF_INITIALS = "\u07c0";
// ASCII is for other terms than those of the text, and letters of Hangul are shorter in UTF-8 there: two symbols that become one
// character only make the index name a few messages more than there are.
const [ASCII, HANGUL, FIRST_LETTER] = [0x80, 0x780, 0x3131];

/** A room's or a person's number in the index, or what a message has. */
export const roomTerm = (no: number): string => `r${no}`;
export const authorTerm = (no: number): string => `a${no}`;
export type Having = "file" | "image" | "link";
export const havingTerm = (what: Having): string => what;

/** All terms of these texts, once each. */
export function termsOf(texts: string[]): Set<string> {
  const terms = new Set<string>();
  for (const text of texts) {
    const { keys, begins, initials } = symbolsOf(text);
    addTerms(terms, keys, begins);
    for (const word of initials.match(/[ㄱ-ㅎ]{2,}/g) ?? []) addInitials(terms, encoded(word));
  }
  return terms;
}

function addTerms(terms: Set<string>, keys: string, begins: boolean[]): void {
  for (let from = 0; from < keys.length; from++) {
    if (!(begins[from] || isOnset(keys, from)) || isSpace(keys[from]!)) continue;
    const symbols = next(keys, from);
    if (isRare(symbols[0])) terms.add(encodedSymbol(symbols[0]!));
    for (let length = 2; length <= symbols.length; length++)
      terms.add(encoded(symbols.slice(0, length)).join(""));
    for (const term of withNext(keys, from)) terms.add(term);
  }
}

function addInitials(terms: Set<string>, symbols: string[]): void {
  for (let from = 0; from < symbols.length - 1; from++)
    for (let length = 2; length <= Math.min(LENGTH, symbols.length - from); length++)
      terms.add(OF_INITIALS + symbols.slice(from, from + length).join(""));
}

/** Up to three symbols from here, of the same word. */
function next(keys: string, from: number): string[] {
  const symbols: string[] = [];
  for (
    let at = from;
    symbols.length < LENGTH && at < keys.length && !isSpace(keys[at]!);
    at += symbols.at(-1)!.length
  )
    symbols.push(String.fromCodePoint(keys.codePointAt(at)!));
  return symbols;
}

/** Of the syllable that begins here and the one after it, which may be its first consonant only. */
function withNext(keys: string, from: number): string[] {
  if (!isOnset(keys, from)) return [];
  let second = from + 1;
  while (second - from <= SYLLABLE && isLetter(keys[second]) && !isOnset(keys, second)) second++;
  if (!isOnset(keys, second) || second - from > SYLLABLE) return [];
  // What is shorter is a term of three symbols.
  const terms = second - from < LENGTH ? [] : [keys.slice(from, second + 1)];
  terms.push(keys.slice(from, from + 2) + keys.slice(second, second + 2));
  return terms.map((term) => encoded(term).join(""));
}

/**
 * A consonant before a vowel begins a syllable wherever these keys are. Other letters may stand alone in one text and be of a syllable
 * in another with the same keys: 알ㅂ is in 앏.
 */
const isOnset = (keys: string, at: number): boolean => isConsonant(keys[at]) && isVowel(keys[at + 1]);

const isSpace = (symbol: string): boolean => /\s/.test(symbol);

/** What FTS5 is to look for, all of it, so that it names every message that has the word. None: that would be most of them. */
export function expressionOf(word: Word): string[] {
  return word.isInitials ? initialsOf(encoded(word.keys)) : keysOf(word);
}

function initialsOf(symbols: string[]): string[] {
  if (symbols.length === 1) return [];
  const length = Math.min(LENGTH, symbols.length);
  return symbols
    .slice(0, symbols.length - length + 1)
    .slice(0, MOST)
    .map((_, from) => quoted(OF_INITIALS + symbols.slice(from, from + length).join("")));
}

function keysOf({ keys, begins }: Word): string[] {
  const terms = new Set<string>();
  for (let from = 0; from < keys.length && terms.size < MOST; from++) {
    // Where it begins, and then where a text that has these keys must begin something, too.
    if (!begins[from] || (from > 0 && isLetter(keys[from]) && !isOnset(keys, from))) continue;
    const more = withNext(keys, from);
    const symbols = more.length > 0 ? [] : next(keys, from);
    if (symbols.length > 1 || isRare(symbols[0])) more.push(encoded(symbols).join(""));
    for (const term of more) terms.add(quoted(term));
  }
  return [...terms];
}

export const quoted = (term: string): string => `"${term}"`;

/** A letter or digit by itself is in so many messages that it is quicker to look through the newest. */
const isRare = (key: string | undefined): boolean =>
  key !== undefined && (!/^[\p{L}\p{N}]$/u.test(key) || /^\p{Script=Han}$/u.test(key));

const isLetter = (key = ""): boolean => isConsonant(key) || isVowel(key);
const isConsonant = (key = ""): boolean => key >= "\u3131" && key <= "\u314e";
const isVowel = (key = ""): boolean => key >= "\u314f" && key <= "\u3163";

const encoded = (word: Iterable<string>): string[] => Array.from(word, encodedSymbol);

function encodedSymbol(symbol: string): string {
  const code = symbol.codePointAt(0)!;
  if (code < 0x80) return String.fromCharCode(code + ASCII);
  if (isLetter(symbol)) return String.fromCharCode(code - FIRST_LETTER + HANGUL);
  return symbol;
}
