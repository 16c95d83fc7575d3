import { areConsonants, type Symbols, symbolsOf } from "./symbols";

// What somebody looks for, and where it is in a text. The index only says which messages may have it.

/**
 * `begins`: for each unit of `keys` whether it begins a character or a syllable. `isInitials`: of consonants of Hangul only, to be found
 * among the first letters of syllables.
 */
export type Word = { keys: string; begins: boolean[]; isInitials: boolean };

/** A part of a text, in UTF-16 units; `to` is exclusive. */
export type TextRange = [from: number, to: number];

/** All words of a query must be found. None: it has nothing to look for. */
export function wordsOf(query: string): Word[] {
  const { keys, begins } = symbolsOf(query);
  const words = new Map<string, Word>();
  for (const { 0: word, index } of keys.matchAll(/\S+/g))
    words.set(word, {
      keys: word,
      begins: begins.slice(index, index + word.length),
      isInitials: areConsonants(word),
    });
  return [...words.values()];
}

/** Where the words are in the text: in its order, without overlaps. */
export function rangesIn(text: string, words: Word[]): TextRange[] {
  const symbols = symbolsOf(text);
  return merged(words.flatMap((word) => occurrences(symbols, word)));
}

/** Whether each of the words is in one of the texts. */
export function areIn(texts: string[], words: Word[]): boolean {
  const all = texts.map(symbolsOf);
  return words.every((word) => all.some((symbols) => occurrences(symbols, word, 1).length > 0));
}

function occurrences(symbols: Symbols, { keys, isInitials }: Word, most = Infinity): TextRange[] {
  const { begins, at, initials, initialsAt } = symbols;
  const within = isInitials ? initials : symbols.keys;
  const found: TextRange[] = [];
  let next = within.indexOf(keys);
  while (next !== -1 && found.length < most) {
    const end = next + keys.length;
    if (isInitials) found.push([initialsAt[next]!, initialsAt[end]!]);
    else if (begins[next]) found.push([at[next]!, endOf(symbols, end)]);
    // Those that overlap are shown as one.
    next = within.indexOf(keys, next + 1);
  }
  return found;
}

/** Where the character or the syllable ends that has the unit before this one. */
function endOf({ begins, at }: Symbols, unit: number): number {
  let end = unit;
  while (end < begins.length && (!begins[end] || at[end] === at[unit - 1])) end++;
  return at[end]!;
}

function merged(ranges: TextRange[]): TextRange[] {
  const inOrder = ranges.sort(([a], [b]) => a - b);
  const found: TextRange[] = [];
  for (const [from, to] of inOrder) {
    const last = found.at(-1);
    if (last && from <= last[1]) last[1] = Math.max(last[1], to);
    else found.push([from, to]);
  }
  return found;
}
