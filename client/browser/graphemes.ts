// What a reader counts as one character. Firefox has Intl.Segmenter since 125 only, and some builds leave it out.

// As Unicode's extended grapheme clusters (UAX #29), but for letters of Indic scripts that are joined by a virama.
const CLUSTER =
  /(?:\r\n|\p{Regional_Indicator}\p{Regional_Indicator}|[\s\S])(?:[\p{M}\p{Emoji_Modifier}\u1160-\u11FF\u200C\uD7B0-\uD7FB\u{E0020}-\u{E007F}]|\u200D\p{Extended_Pictographic}?)*/gu;

const segmenter = createSegmenter();

export const graphemesOf = (text: string): string[] =>
  segmenter ? Array.from(segmenter.segment(text), ({ segment }) => segment) : clustersOf(text);

/** What stands for a name in little space: its first letter, digit or picture; brackets and dots are skipped. */
export function initialOf(name: string): string {
  const all = graphemesOf(name);
  return (
    all.find((one) => /^[\p{L}\p{N}\p{Extended_Pictographic}\p{Regional_Indicator}]/u.test(one)) ??
    all[0] ??
    ""
  );
}

/** For browsers without a segmenter. */
export const clustersOf = (text: string): string[] => text.match(CLUSTER) ?? [];

function createSegmenter(): Intl.Segmenter | undefined {
  try {
    // oxlint-disable-next-line browsers/newer -- without it, CLUSTER does the same
    return new Intl.Segmenter();
  } catch {
    return undefined;
  }
}
