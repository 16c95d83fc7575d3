export interface TextPart {
  text: string;
  href?: string;
}

const LINK = /\bhttps?:\/\/[^\s<>"]+/giu;
// Punctuation at the end belongs to the sentence, not to the address.
const TRAILING = new Set(".,:;!?'\"*…。、，！？」』”’");
const OPENING: Record<string, string> = { ")": "(", "]": "[", "}": "{" };
// The limit of DNS. Browsers take quadratic time to encode longer host names.
const LONGEST_HOST = 253;

/** The text in parts: those with an `href` are addresses, http and https only. */
export function partsOf(text: string): TextPart[] {
  const parts: TextPart[] = [];
  let end = 0;
  for (const { 0: found, index } of text.matchAll(LINK)) {
    const link = linkIn(found);
    const href = hrefOf(link);
    if (!href) continue;
    if (index > end) parts.push({ text: text.slice(end, index) });
    parts.push({ text: link, href });
    end = index + link.length;
  }
  if (end < text.length) parts.push({ text: text.slice(end) });
  return parts;
}

// From the end, looking at each character once: a long text must not block the page.
function linkIn(found: string): string {
  const link = withoutParticle(found);
  const unopened = unopenedIn(link);
  let end = link.length;
  for (; end > 0; end--) {
    const last = link[end - 1]!;
    if (TRAILING.has(last)) continue;
    const surplus = unopened.get(last) ?? 0;
    if (surplus <= 0) break;
    unopened.set(last, surplus - 1);
  }
  return link.slice(0, end);
}

/** For each closing bracket, how many more there are than opening ones. */
function unopenedIn(link: string): Map<string, number> {
  const count = (one: string) => link.split(one).length - 1;
  return new Map(Object.entries(OPENING).map(([closing, open]) => [closing, count(closing) - count(open)]));
}

// Korean particles follow a word, and so an address, without a space: "https://potato.kr/menu에서".
const PARTICLE =
  /(?<=[a-z0-9])(?:에서|에게|에는|에도|에|으로|로|을|를|은|는|이|가|와|과|도|의|랑|까지|부터|만|요|예요|이에요|입니다)$/iu;

// A Latin host ends where Hangul begins. A path may contain Hangul, as on Wikipedia, except for a particle at its end.
function withoutParticle(found: string): string {
  const latin = /^https?:\/\/[\x21-\x7e]+?(?=\p{Script=Hangul})/iu.exec(hostOf(found));
  return latin ? latin[0] : found.replace(PARTICLE, "");
}

function hrefOf(link: string): string | undefined {
  if (hostOf(link).length > LONGEST_HOST + "https://".length) return undefined;
  const url = URL.parse(link);
  return url && (url.protocol === "http:" || url.protocol === "https:") ? url.href : undefined;
}

const hostOf = (link: string): string => /^https?:\/\/[^/?#]*/iu.exec(link)?.[0] ?? "";

// More than this is text, not a gesture.
const FEW = 12;
const EMOJI = /^(?:\p{RGI_Emoji}|\p{Emoji_Presentation}+)$/v;
const graphemes = new Intl.Segmenter();

// By grapheme: where one emoji can also be read as several, a repeated group would try exponentially many ways.
export const isEmojiOnly = (text: string): boolean =>
  text !== "" &&
  text.length <= FEW * 4 &&
  [...graphemes.segment(text)].every(({ segment }) => segment.trim() === "" || EMOJI.test(segment));
