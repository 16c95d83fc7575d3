export interface Part {
  text: string;
  href?: string;
}

const LINK = /\bhttps?:\/\/[^\s<>"]+/giu;
// Belongs to the sentence around it, not to the address.
const TRAILING = /(?:[.,:;!?'"…。、，！？」』”’]|\*)+$/u;
const OPENING: Record<string, string> = { ")": "(", "]": "[", "}": "{" };

/** The text in parts: those with an `href` are addresses, http and https only. */
export function partsOf(text: string): Part[] {
  const parts: Part[] = [];
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

function linkIn(found: string): string {
  let link = withoutParticle(found);
  for (let before = ""; before !== link;) {
    before = link;
    link = link.replace(TRAILING, "");
    const opening = OPENING[link.at(-1) ?? ""];
    if (opening && !isBalanced(link, opening)) link = link.slice(0, -1);
  }
  return link;
}

// What Korean puts right behind a word, and so behind an address: "https://potato.kr/menu에서".
const PARTICLE =
  /(?<=[a-z0-9])(?:에서|에게|에는|에도|에|으로|로|을|를|은|는|이|가|와|과|도|의|랑|까지|부터|만|요|예요|이에요|입니다)$/iu;

// A Latin host ends where Hangul begins. In a path Hangul may stand, as on Wikipedia, but for a particle at its end.
function withoutParticle(found: string): string {
  const [host = ""] = /^https?:\/\/[^/?#]*/iu.exec(found) ?? [];
  const latin = /^https?:\/\/[\x21-\x7e]+?(?=\p{Script=Hangul})/iu.exec(host);
  return latin ? latin[0] : found.replace(PARTICLE, "");
}

function isBalanced(link: string, opening: string): boolean {
  const closing = link.at(-1)!;
  return link.split(closing).length <= link.split(opening).length;
}

function hrefOf(link: string): string | undefined {
  const url = URL.parse(link);
  return url && (url.protocol === "http:" || url.protocol === "https:") ? url.href : undefined;
}

// Few enough to be one gesture.
const FEW = 12;
const EMOJI = /^(?:\p{RGI_Emoji}|\p{Emoji_Presentation}|\s)+$/v;

export const isEmojiOnly = (text: string): boolean => text.length <= FEW * 4 && EMOJI.test(text);
