// As src/protocol has them: docs/protocol.md.

const LONGEST = 50;
const MOST = 20;

// As the server compares them.
const folded = (text: string): string => text.normalize("NFC").toLowerCase();

/** Why it cannot be added. */
export function keywordFault(keyword: string, keywords: string[]): "tooLong" | "twice" | "full" | undefined {
  if (Array.from(keyword).length > LONGEST) return "tooLong";
  if (keywords.some((other) => folded(other) === folded(keyword))) return "twice";
  return keywords.length >= MOST ? "full" : undefined;
}
