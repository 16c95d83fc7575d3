import { domainIn, hostAt } from "./domains";
import { shownOf, TURNS } from "./turns";

export interface TextPart {
  text: string;
  href?: string;
}

// Text up to the next blank or quotation mark.
const WORD = /[^\s<>"“”‘’\p{Cc}\u200B\uFEFF]+/gu;
const SCHEME = /(?<![a-z0-9_])https?:\/\//iu;
// Punctuation at the end belongs to the sentence, not to the address.
const TRAILING = new Set(".,:;!?'*…");
const OPENING: Record<string, string> = { ")": "(", "]": "[", "}": "{" };
// Full-width punctuation, and pictures: no address goes on after these.
// Nor does it after a single consonant or vowel, as in "ㅋㅋ".
const END = /[\u3000-\u303F\u3130-\u318F\uFF00-\uFF65\uFFE0-\uFFEF]|(?=\P{ASCII})\p{Extended_Pictographic}/u;
// Letters that stand beside an address without a space between them.
const BESIDE = /[\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}ー]/u;
/** The text in parts: those with an `href` are addresses, http and https only. What is shown goes one way. */
export function partsOf(text: string): TextPart[] {
  const parts: TextPart[] = [];
  let end = 0;
  for (const { 0: word, index } of text.matchAll(WORD)) {
    for (const { from, to, href } of linksIn(word)) {
      if (index + from > end) parts.push({ text: shownOf(text.slice(end, index + from)) });
      parts.push({ text: word.slice(from, to).replaceAll(TURNS, ""), href });
      end = index + to;
    }
  }
  if (end < text.length) parts.push({ text: shownOf(text.slice(end)) });
  return parts;
}

interface FoundLink {
  from: number;
  to: number;
  href: string;
}

// From left to right, looking at each character once or twice: a long text must not block the page.
function linksIn(word: string): FoundLink[] {
  const links: FoundLink[] = [];
  let from = 0;
  while (from < word.length) {
    const found = SCHEME.exec(word.slice(from));
    const at = found ? from + found.index : word.length;
    links.push(...bareLinksIn(word, from, at));
    if (!found) break;
    const start = Math.max(at, links.at(-1)?.to ?? 0);
    const host = at + found[0].length;
    const to = start > at ? start : endOf(word, host);
    const href = start > at ? undefined : hrefOf(word.slice(at, to));
    if (href) links.push({ from: at, to, href });
    from = Math.max(to, host);
  }
  return links;
}

/** Addresses without a scheme: "potato.kr/menu". */
function bareLinksIn(word: string, from: number, limit: number): FoundLink[] {
  const links: FoundLink[] = [];
  while (from < limit) {
    const domain = domainIn(word, from, limit);
    if (!domain) break;
    const to = endOf(word, domain.from);
    const href = hrefOf(`https://${word.slice(domain.from, to)}`);
    if (href) links.push({ from: domain.from, to, href });
    from = Math.max(to, domain.to);
  }
  return links;
}

/** Where the address ends whose host begins here; at the start of the host if that is none. */
function endOf(word: string, host: number): number {
  const path = hostAt(word, host);
  return path === host ? host : withoutTrailing(word, host, pathEnd(word, path));
}

// Browsers copy addresses percent-encoded, so raw letters beside one are a comment more often than not: "url이거", "urlを見て".
// They belong to it where nobody writes a comment: at the start of a part of the path below the first ("/wiki/감자", "/w/감자"),
// of a value ("?q=감자") or of a fragment, and then to the end of that part. Right behind "https://potato.kr/" a comment is
// likelier: that slash is what browsers copy.
function pathEnd(word: string, path: number): number {
  if (!/[/?#]/u.test(word[path] ?? "")) return path;
  let isOpen = word[path] === "#";
  // The part began with such letters, so it goes on with them.
  let isOwn = false;
  for (let at = path + 1; at < word.length; at++) {
    const character = String.fromCodePoint(word.codePointAt(at)!);
    if (END.test(character)) return at;
    if (BESIDE.test(character)) {
      if (!isOpen && !isOwn) return at;
      isOwn = true;
    }
    if (/[/?&=#]/u.test(character)) isOwn = false;
    isOpen = /[/=#_(]/u.test(character);
    at += character.length - 1;
  }
  return word.length;
}

function withoutTrailing(word: string, from: number, to: number): number {
  const unopened = unopenedIn(word.slice(from, to));
  let end = to;
  for (; end > from; end--) {
    const last = word[end - 1]!;
    if (TRAILING.has(last)) continue;
    const surplus = unopened.get(last) ?? 0;
    if (surplus <= 0) break;
    unopened.set(last, surplus - 1);
  }
  return end;
}

/** For each closing bracket, how many more there are than opening ones. */
function unopenedIn(link: string): Map<string, number> {
  const count = (one: string) => link.split(one).length - 1;
  return new Map(Object.entries(OPENING).map(([closing, open]) => [closing, count(closing) - count(open)]));
}

function hrefOf(link: string): string | undefined {
  try {
    // Not URL.parse, which browsers have since 2024 only.
    const { protocol, href } = new URL(link);
    return protocol === "http:" || protocol === "https:" ? href : undefined;
  } catch {
    return undefined;
  }
}
