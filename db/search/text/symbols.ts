// Text as search compares it: case, width and normal form aside, Hangul as the keys that are pressed for it. What is typed so far
// of a syllable is then a prefix of it: 갑 (ㄱㅏㅂ) is in 가방 (ㄱㅏㅂㅏㅇ), 고 (ㄱㅗ) in 과 (ㄱㅗㅏ). Two texts have the same keys only if they
// are the same, but for letters that stand alone: a syllable has exactly one consonant before its vowel.

/**
 * `keys`: the text in symbols of one UTF-16 unit each, or two. `at`: for each unit where in the text it comes from. `begins`: for each
 * unit whether a word that is looked for may begin there, which is never within a syllable.
 * `initials`, `initialsAt`: the same with the first consonant of each syllable only; a word of consonants is looked for there.
 */
export type Symbols = {
  keys: string;
  at: number[];
  begins: boolean[];
  initials: string;
  initialsAt: number[];
};

// The letters in the order of Unicode's blocks of conjoining jamo, as they are pressed on a keyboard of two sets.
const INITIALS = [..."ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"];
const VOWELS = "ㅏ ㅐ ㅑ ㅒ ㅓ ㅔ ㅕ ㅖ ㅗ ㅗㅏ ㅗㅐ ㅗㅣ ㅛ ㅜ ㅜㅓ ㅜㅔ ㅜㅣ ㅠ ㅡ ㅡㅣ ㅣ".split(" ");
const FINALS =
  "ㄱ ㄲ ㄱㅅ ㄴ ㄴㅈ ㄴㅎ ㄷ ㄹ ㄹㄱ ㄹㅁ ㄹㅂ ㄹㅅ ㄹㅌ ㄹㅍ ㄹㅎ ㅁ ㅂ ㅂㅅ ㅅ ㅆ ㅇ ㅈ ㅊ ㅋ ㅌ ㅍ ㅎ".split(
    " ",
  );
const [FIRST_INITIAL, FIRST_VOWEL, FIRST_FINAL] = [0x1100, 0x1161, 0x11a8];
const [FIRST_SYLLABLE, LAST_SYLLABLE] = [0xac00, 0xd7a3];
// Those that stand alone, also of half the width.
const LETTERS = /^[\u3131-\u3163\uffa1-\uffdc]$/u;
const COMBINING = /^\p{M}$/u;

const CONSONANTS = new Set(INITIALS);

/** Whether these keys are consonants of Hangul only. */
export const areConsonants = (keys: string): boolean => [...keys].every((key) => CONSONANTS.has(key));

export function symbolsOf(text: string): Symbols {
  const symbols: Symbols = { keys: "", at: [], begins: [], initials: "", initialsAt: [] };
  let at = 0;
  for (const character of text) {
    add(symbols, character, at);
    at += character.length;
  }
  symbols.at.push(at);
  symbols.initialsAt.push(at);
  return symbols;
}

function add(symbols: Symbols, character: string, at: number): void {
  const code = character.codePointAt(0)!;
  if (code < 0x80) return addAscii(symbols, character.toLowerCase(), at);
  if (code >= FIRST_SYLLABLE && code <= LAST_SYLLABLE) return addSyllable(symbols, code - FIRST_SYLLABLE, at);
  const isLetter = LETTERS.test(character);
  for (const part of character.normalize("NFKD").toLowerCase().normalize("NFKD"))
    addPart(symbols, part, { at, isLetter });
}

function addSyllable(symbols: Symbols, nth: number, at: number): void {
  // The Unicode Standard, section 3.12: 21 vowels, and 27 finals or none.
  const initial = INITIALS[Math.floor(nth / 588)]!;
  const final = nth % 28;
  addKeys(symbols, initial, { at, begins: true });
  addKeys(symbols, VOWELS[Math.floor((nth % 588) / 28)]!, { at, begins: false });
  if (final > 0) addKeys(symbols, FINALS[final - 1]!, { at, begins: false });
  symbols.initials += initial;
  symbols.initialsAt.push(at);
}

/** `isLetter`: it stands alone, as in ㅋㅋ. Otherwise it may be part of a syllable in the form NFD. */
function addPart(symbols: Symbols, part: string, { at, isLetter }: { at: number; isLetter: boolean }): void {
  const code = part.codePointAt(0)!;
  const initial = INITIALS[code - FIRST_INITIAL];
  const vowel = VOWELS[code - FIRST_VOWEL];
  const final = FINALS[code - FIRST_FINAL];
  const keys = initial ?? vowel ?? final;
  // The small sigma at the end of a word is one, too.
  if (keys === undefined) return addOther(symbols, part === "ς" ? "σ" : part, at);
  addKeys(symbols, keys, { at, begins: isLetter || initial !== undefined });
  if (!isLetter && initial === undefined) return;
  symbols.initials += keys;
  for (const _ of keys) symbols.initialsAt.push(at);
}

function addOther(symbols: Symbols, part: string, at: number): void {
  // Some signs are an accent over a space.
  const isOnLetter = COMBINING.test(part) && /\S$/.test(symbols.keys);
  addKeys(symbols, part, { at, begins: !isOnLetter });
  symbols.initials += part;
  for (let unit = 0; unit < part.length; unit++) symbols.initialsAt.push(at);
}

function addAscii(symbols: Symbols, key: string, at: number): void {
  addKeys(symbols, key, { at, begins: true });
  symbols.initials += key;
  symbols.initialsAt.push(at);
}

function addKeys(symbols: Symbols, keys: string, { at, begins }: { at: number; begins: boolean }): void {
  symbols.keys += keys;
  for (let unit = 0; unit < keys.length; unit++) {
    symbols.at.push(at);
    // Never the second half of a character, nor of letters that are pressed one after the other.
    symbols.begins.push(begins && unit === 0);
  }
}
