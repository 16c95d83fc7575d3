// What of a text can be seen. Three kinds draw nothing: what Unicode says is ignored where it is not supported
// (Default_Ignorable_Code_Point: joiners, variation selectors, Hangul fillers, tags), separators and controls by their
// category, and a few that are letters, symbols or marks by category and blank by their chart: the Braille pattern blank
// (2800), the object replacement character (FFFC), interlinear annotation (FFF9 to FFFB), the controls and the two blanks
// of Egyptian hieroglyphs (13430 to 13442), the Khitan filler (16FE4) and the null notehead (1D159).
// Source: all whose names in UnicodeData.txt say blank, filler, null or replacement, but for those that draw a sign for it.

const unseen = /[\u{16FE4}\p{Cf}\p{Default_Ignorable_Code_Point}\u2800\uFFFC\u{13430}-\u{13442}\u{1D159}]/gu;

/** For names that are compared: they look the same with and without. */
const withoutUnseen = (text: string): string => text.replace(unseen, "");

// A format character that is not ignorable draws something (Arabic number signs), but for annotation and hieroglyphs.
const seen =
  /[^\u{16FE4}\p{White_Space}\p{Cc}\p{Default_Ignorable_Code_Point}\u2800\uFFF9-\uFFFC\u{13430}-\u{13442}\u{1D159}]/u;

/** Whether nothing of it can be seen. A mark alone is drawn; what a font may know (private use, later Unicode) may be. */
export const isBlank = (text: string): boolean => !seen.test(text);

// In a name no mark and no unknown character counts by itself.
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

// What can reorder or fake a name, and what has no use in one. The joiner and the non-joiner are needed in emoji and some
// scripts, and so are other ignorable characters, and the blank in Braille: they do not count as seen, and names are
// compared without them.
const treacherous =
  /[\u{16FE4}\p{Cc}\p{Zl}\p{Zp}\u{E0000}-\u{E0FFF}\uFFFC\u{13430}-\u{13442}\u{1D159}]|(?![\u200C\u200D])\p{Cf}/u;
// Thirty marks on a letter are more than any language has (Unicode Standard Annex 15, Stream-Safe Text Format); normalizing
// sorts them, in a time that grows with the square of their number.
const stacked = /\p{M}{31}/u;

/** Whether a line may be made of this: nothing treacherous, and no letter that drowns in marks. */
export const isRegular = (text: string): boolean => !stacked.test(text) && !treacherous.test(text.trim());

/**
 * Names as they are stored: composed (a Mac may send Hangul decomposed) and without blank ends. Takes the square of a row of
 * marks: only for what a rule, or a schema's maxLength, has let through.
 */
export const tidy = (text: string) => text.normalize("NFC").trim();

/** Under this key two names look the same: 'Ｐｏｔａｔｏ' and 'potato', with or without what draws nothing in between. As short as `tidy`'s. */
export const nameKey = (text: string) =>
  withoutUnseen(text.normalize("NFKC"))
    .replace(/\p{White_Space}+/gu, " ")
    .toUpperCase()
    .toLowerCase()
    .normalize("NFKC");
