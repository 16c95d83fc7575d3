import { symbolsOf } from "../../db/search/text/symbols";
import type { Word } from "../../db/search/text/words";

// Every text, searched through from the first to the last: what the index is compared with. All texts are one long string, because a
// million short ones take ten times as long. It knows nothing of terms.

// In texts.
const CHUNK = 20_000;

/** Where the texts are that have all of the words, the last one first; at most about `most` of them. */
export function searchThrough(texts: string[]): (words: Word[], most: number) => number[] {
  const starts = Array.from({ length: Math.ceil(texts.length / CHUNK) }, (_, nth) => nth * CHUNK);
  const chunks = starts.map((from) => ({ from, all: new Chunk(texts.slice(from, from + CHUNK)) })).reverse();
  return (words, most) => {
    const found: number[] = [];
    for (const { from, all } of chunks) {
      if (found.length > most) break;
      for (const nth of all.with(words)) found.push(from + nth);
    }
    return found;
  };
}

class Chunk {
  private readonly keys: string;
  private readonly begins: Uint8Array;
  private readonly initials: string;
  private readonly ofKeys: Uint32Array;
  private readonly ofInitials: Uint32Array;

  constructor(texts: string[]) {
    const all = texts.map(symbolsOf);
    [this.keys, this.ofKeys] = joined(all.map(({ keys }) => keys));
    [this.initials, this.ofInitials] = joined(all.map(({ initials }) => initials));
    this.begins = new Uint8Array(this.keys.length);
    for (const [nth, { begins }] of all.entries())
      for (const [unit, isSo] of begins.entries()) if (isSo) this.begins[this.ofKeys[nth]! + unit] = 1;
  }

  /** The texts that have all of the words, the last one first. */
  with(words: Word[]): number[] {
    const [first, ...more] = words.map((word) => this.withOne(word));
    const found = more.reduce((some, others) => some.intersection(others), first ?? new Set<number>());
    return [...found].sort((a, b) => b - a);
  }

  private withOne({ keys, isInitials }: Word): Set<number> {
    const [whole, starts] = isInitials ? [this.initials, this.ofInitials] : [this.keys, this.ofKeys];
    const found = new Set<number>();
    let nth = 0;
    for (let at = whole.indexOf(keys); at !== -1; at = whole.indexOf(keys, at + 1)) {
      if (!isInitials && this.begins[at] === 0) continue;
      nth = lastUpTo(starts, at, nth);
      found.add(nth);
      // On with the next text.
      at = (starts[nth + 1] ?? whole.length) - 1;
    }
    return found;
  }
}

/** Joined by line ends, which are in no word, and where each begins. */
function joined(texts: string[]): [string, Uint32Array] {
  const starts = new Uint32Array(texts.length);
  let at = 0;
  for (const [nth, text] of texts.entries()) {
    starts[nth] = at;
    at += text.length + 1;
  }
  return [texts.join("\n"), starts];
}

function lastUpTo(starts: Uint32Array, at: number, from: number): number {
  let [low, high] = [from, starts.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (starts[middle]! <= at) low = middle;
    else high = middle - 1;
  }
  return low;
}
