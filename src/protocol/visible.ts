// Which characters are visible. Three kinds are not: Unicode's Default_Ignorable_Code_Point (joiners, variation selectors,
// Hangul fillers, tags); separators and controls, by category; and some that are letters, symbols or marks by category but
// blank in their chart: the Braille pattern blank (2800), the object replacement character (FFFC), interlinear annotation
// (FFF9 to FFFB), the controls and the two blanks of Egyptian hieroglyphs (13430 to 13442), the Khitan filler (16FE4) and
// the null notehead (1D159). Source: all names in UnicodeData.txt with blank, filler, null or replacement, except those
// that draw a sign for it.

const unseen = /[\u{16FE4}\p{Cf}\p{Default_Ignorable_Code_Point}\u2800\uFFFC\u{13430}-\u{13442}\u{1D159}]/gu;

// The flags of England, Scotland and Wales: a black flag, and a region in tag characters. No other tags are in use.
const regionFlag =
  /\u{1F3F4}\u{E0067}\u{E0062}(?:\u{E0065}\u{E006E}\u{E0067}|\u{E0073}\u{E0063}\u{E0074}|\u{E0077}\u{E006C}\u{E0073})\u{E007F}/gu;
const BLACK_FLAG = "\u{1F3F4}";
// Tag characters are ASCII, moved up by this.
const TAGS = 0xe0000;

/** For comparing names, which look the same with and without these characters; each flag stays another. */
const withoutUnseen = (text: string): string =>
  text.replace(regionFlag, (flag) => BLACK_FLAG + regionOf(flag)).replace(unseen, "");

/** `gbeng`, `gbsct` or `gbwls`. */
const regionOf = (flag: string): string =>
  Array.from(flag)
    .slice(1, -1)
    .map((tag) => String.fromCodePoint((tag.codePointAt(0) ?? TAGS) - TAGS))
    .join("");

// Format characters that are not ignorable are visible (Arabic number signs), except annotation and hieroglyphs.
const seen =
  /[^\u{16FE4}\p{White_Space}\p{Cc}\p{Default_Ignorable_Code_Point}\u2800\uFFF9-\uFFFC\u{13430}-\u{13442}\u{1D159}]/u;

/** Whether nothing in it is visible. Marks alone are visible; private use and unassigned characters may be. */
export const isBlank = (text: string): boolean => !seen.test(text);

// In a name, a mark or an unassigned character alone does not count as visible.
const invisible =
  /^[\p{Z}\p{C}\p{M}\p{Default_Ignorable_Code_Point}\u2800\uFFFC\u{13441}\u{13442}\u{1D159}]*$/u;
const segmenter = new Intl.Segmenter();

export function visibleGraphemes(text: string): { all: number; visible: number } {
  let all = 0;
  let visible = 0;
  for (const { segment } of segmenter.segment(text)) {
    all++;
    if (!invisible.test(segment)) visible++;
  }
  return { all, visible };
}

// Characters that can reorder or fake a name, or have no use in one. Emoji and some scripts need the joiner, the non-joiner
// and other ignorable characters, and Braille needs its blank: these are allowed, do not count as visible, and are ignored
// when names are compared.
const treacherous =
  /[\u{16FE4}\p{Cc}\p{Zl}\p{Zp}\u{E0000}-\u{E0FFF}\uFFFC\u{13430}-\u{13442}\u{1D159}]|(?![\u200C\u200D])\p{Cf}/u;
// No language has thirty marks on a letter (Unicode Standard Annex 15, Stream-Safe Text Format). Normalization sorts them in
// quadratic time.
const stacked = /\p{M}{31}/u;

/** Whether the text is allowed as a line: nothing treacherous, and no letter with too many marks. */
export const isRegular = (text: string): boolean =>
  !stacked.test(text) && !treacherous.test(text.trim().replace(regionFlag, BLACK_FLAG));

/**
 * The stored form of a name: composed (macOS may send decomposed Hangul) and trimmed. Quadratic in consecutive marks: call
 * it only with text that a rule, or a schema's maxLength, has accepted.
 */
export const tidy = (text: string) => text.normalize("NFC").trim();

/**
 * Names that look the same have the same key: 'Ｐｏｔａｔｏ' and 'potato', with or without invisible characters. Call it
 * only with text that `tidy` may have.
 */
export const nameKey = (text: string) =>
  withoutUnseen(text.normalize("NFKC"))
    .replace(/\p{White_Space}+/gu, " ")
    .toUpperCase()
    .toLowerCase()
    .normalize("NFKC");
