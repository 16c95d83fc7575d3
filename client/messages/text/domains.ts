// Host names inside text: which are domains although nobody wrote "https://", and where a host ends.

const names = (list: string): Set<string> => new Set(list.split(" "));

// Domains that people write without "https://". None whose letters also end a file or a sentence ("notes.md", "trust.us")…
const SURE = names(
  "com net org edu gov info biz dev app io ai xyz page site online store shop blog wiki kr jp cn tw hk sg uk de fr eu ca au nz br ch nl co tv",
);
// …except before a path: "naver.me/abc", "youtu.be/abc", "kko.to/abc".
const BEFORE_PATH = names(
  "me to be ly gl gle gg do st la so us in id vn th es it pl se ru cc im am link tech news",
);
const KOREAN = ["한국", "닷컴", "닷넷", "삼성"];
// The limit of DNS. Browsers take quadratic time to encode longer names.
const LONGEST = 253;
const LONGEST_LABEL = 63;

const ASCII_NAME = /[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?/giu;
const ASCII_LABEL = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/iu;
const BESIDE = String.raw`\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}ー`;
// A label ends where letters of another kind begin: "https://potato.kr에서", "https://한국.kr".
const EAST_ASIAN_LABEL = new RegExp(String.raw`[${BESIDE}][${BESIDE}0-9-]*`, "uy");
const LABEL = new RegExp(String.raw`(?:(?![${BESIDE}])[\p{L}\p{M}\p{N}_-])+`, "uy");
const NUMBERS = /\[[0-9a-f:.]{2,45}\]/iuy;
const PORT = /:\d{1,5}(?!\d)/uy;
// "https://bank.example@evil.example" goes to the second.
const AS_USER = /(?::[^/?#]{0,100})?@/uy;

/** The first domain that begins between `from` and `to`. */
export function domainIn(word: string, from: number, to: number): { from: number; to: number } | undefined {
  ASCII_NAME.lastIndex = from;
  for (let found = ASCII_NAME.exec(word); found && found.index < to; found = ASCII_NAME.exec(word)) {
    const { index } = found;
    const begin = isSubdomain(word, index) ? koreanBefore(word, index) : index;
    if (begin === undefined || begin < from || isGlued(word, begin)) continue;
    const end = hostAt(word, begin);
    if (end > begin && isDomain(word.slice(begin, end), word[end])) return { from: begin, to: end };
  }
  return undefined;
}

/** Where the host that begins here ends, with its port; `start` if there is none. */
export function hostAt(word: string, start: number): number {
  let end = matchAt(NUMBERS, word, start);
  if (end === start) end = nameEnd(word, start);
  if (end === start || end - start > LONGEST || matchAt(AS_USER, word, end) > end) return start;
  return matchAt(PORT, word, end);
}

function nameEnd(word: string, start: number): number {
  let end = start;
  for (let at = start; at === start || word[at - 1] === ".";) {
    const next = labelEnd(word, at, at === start);
    if (next === at) break;
    end = next;
    if (word[next] !== ".") break;
    at = next + 1;
  }
  return end;
}

function labelEnd(word: string, at: number, isFirst: boolean): number {
  const own = matchAt(EAST_ASIAN_LABEL, word, at);
  if (own === at) return matchAt(LABEL, word, at);
  // After "https://potato.kr." a Korean word is the next sentence, unless more of a name follows.
  const top = isFirst ? undefined : KOREAN.find((name) => word.startsWith(name, at));
  if (top !== undefined) return at + top.length;
  return word[own] === "." && /[a-z0-9가-힣]/iu.test(word[own + 1] ?? "") ? own : at;
}

function isDomain(host: string, after: string | undefined): boolean {
  const labels = host.replace(/:\d+$/u, "").split(".");
  const top = labels.at(-1)!.toLowerCase();
  if (labels.length < 2 || labels.some((label) => label.length > LONGEST_LABEL)) return false;
  if (/^www\./iu.test(host)) return true;
  if (!labels.every((label) => ASCII_LABEL.test(label) || /[^!-~]/u.test(label))) return false;
  if (labels.slice(0, -1).every((label) => /^\d+$/u.test(label)) || /[_-]/u.test(after ?? "")) return false;
  return SURE.has(top) || (after === "/" && BEFORE_PATH.has(top));
}

const isSubdomain = (word: string, at: number): boolean =>
  word[at - 1] === "." && /[가-힣]/u.test(word[at - 2] ?? "");

/** Where the Korean label begins that ends before the dot; undefined if more than a bracket stands before it. */
function koreanBefore(word: string, at: number): number | undefined {
  let begin = at - 1;
  while (begin > 0 && at - begin <= LONGEST_LABEL && /[가-힣0-9-]/u.test(word[begin - 1]!)) begin--;
  const isWhole = begin === 0 || /[([{]/u.test(word[begin - 1]!);
  return isWhole && /[가-힣]/u.test(word[begin]!) ? begin : undefined;
}

// Part of an e-mail address, of a path, or of a longer word. Korean may stand right before a domain: "여기naver.com".
const isGlued = (word: string, at: number): boolean =>
  /[@_/\\:=&#%~+-]|(?![가-힣ㄱ-ㅣ])[\p{L}\p{N}]/u.test(word[at - 1] ?? "");

function matchAt(pattern: RegExp, word: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(word) ? pattern.lastIndex : at;
}
