// Where marks may stand. CommonMark asks whether punctuation, a blank or a letter is on either side of them; in a chat that
// takes `5*3*2`, and in scripts without blanks between words it misses `**"감자"**는`, whose end has punctuation before it and
// a letter behind it (commonmark-spec#650).

export type MarkKind = "strong" | "em" | "del";

const WORD = /[\p{L}\p{N}\p{M}_]/u;
// What follows a word without a blank, as particles do.
const ATTACHED =
  /[\p{Script=Hangul}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Bopomofo}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}ー]/u;
const SOLID = /[\p{L}\p{N}\p{Extended_Pictographic}\p{Regional_Indicator}]/u;
// Jamo by themselves are eyes and mouths: `*ㅅ*`.
const SPOKEN = /(?![\u3130-\u318F])[\p{L}\p{N}\p{Extended_Pictographic}\p{Regional_Indicator}]/u;
// `*^0^*` and `*o*` are faces.
const FACE = /^(?:\^|[o0]$)/iu;

/** Whether a mark that stands between these places may open: in front of a word, and not inside of one. */
export function canOpen(kind: MarkKind, text: string, from: number, to: number): boolean {
  const [before, after] = [charBefore(text, from), charAt(text, to)];
  if (isBlank(after)) return false;
  // Globs and comments: `src/**/a`, `/*a*/`; products: `(a)*b*(c)`.
  if (kind === "em" ? /[/)\]}]/u.test(before) : before === "/" && after === "/") return false;
  return !WORD.test(before) || (kind === "strong" && ATTACHED.test(before));
}

/** Whether it may close: right behind a word, and what goes on there is no other word but a particle. */
export function canClose(kind: MarkKind, text: string, from: number, to: number): boolean {
  const [before, after] = [charBefore(text, from), charAt(text, to)];
  if (isBlank(before) || (kind === "em" && after === "/")) return false;
  return !WORD.test(after) || ATTACHED.test(after) || (kind !== "em" && /\p{N}/u.test(after));
}

/** Whether what it marks is more than a face or a line of signs. */
export const isWorth = (kind: MarkKind, inner: string): boolean =>
  kind === "em" ? SPOKEN.test(inner) && !FACE.test(inner) : SOLID.test(inner);

/** Whether a line says something; used for quotes and lists. */
export const isSpoken = (line: string): boolean => SPOKEN.test(line);

const isBlank = (character: string): boolean => character.trim() === "";

const charAt = (text: string, at: number): string =>
  at < text.length ? String.fromCodePoint(text.codePointAt(at)!) : "";

function charBefore(text: string, at: number): string {
  const isPair = /[\uDC00-\uDFFF]/.test(text[at - 1] ?? "") && at > 1;
  return at === 0 ? "" : charAt(text, isPair ? at - 2 : at - 1);
}
