import { disassemble, getChoseong } from "es-hangul";

/** As in emoji-picker-element-data. */
export interface EmojiEntry {
  emoji: string;
  annotation: string;
  tags?: string[];
  group: number;
  version: number;
  skins?: { emoji: string; tone: number | number[] }[];
}

/** An emoji, with what people may type to find it. */
export interface FindableEmoji {
  entry: EmojiEntry;
  letters: string;
  consonants: string;
}

// Initial consonants only: ㄱㅈ finds 감자.
const CONSONANTS = /^[ㄱ-ㅎ\s]+$/u;

/** Prepared once: 1,900 emoji are compared at each key. */
export const findable = (entry: EmojiEntry): FindableEmoji => {
  const text = [entry.annotation, ...(entry.tags ?? [])].join("\n");
  return { entry, letters: plain(text), consonants: bare(getChoseong(text)) };
};

/** By a part of the name or of a tag, or by initial consonants; those whose name begins with it come first. */
export function find(all: FindableEmoji[], query: string): EmojiEntry[] {
  const wanted = plain(query);
  const isConsonants = CONSONANTS.test(query);
  const found = all.filter(
    ({ letters, consonants }) =>
      letters.includes(wanted) || (isConsonants && consonants.includes(bare(query))),
  );
  const [first, rest] = [found.filter(begins), found.filter((one) => !begins(one))];
  return [...first, ...rest].map(({ entry }) => entry);

  function begins({ letters }: FindableEmoji): boolean {
    return letters.startsWith(wanted);
  }
}

/** In this skin tone, if it has one. */
export const toned = ({ emoji, skins }: EmojiEntry, tone: number): string =>
  skins?.find((skin) => skin.tone === tone)?.emoji ?? emoji;

/** Where an arrow key leads in a grid; undefined for other keys, and past its edges. */
export function stepInGrid(key: string, from: number, count: number, columns: number): number | undefined {
  const to = {
    ArrowRight: from + 1,
    ArrowLeft: from - 1,
    ArrowDown: from + columns,
    ArrowUp: from - columns,
    Home: 0,
    End: count - 1,
  }[key];
  return to !== undefined && to >= 0 && to < count ? to : undefined;
}

const bare = (text: string): string => text.toLowerCase().replaceAll(/[^\S\n]/gu, "");
// Letter by letter, as in friends/search/match.ts: while 감 is typed, the field holds 가 for a moment.
const plain = (text: string): string => disassemble(bare(text.normalize("NFC")));
