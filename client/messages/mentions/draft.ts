import type { Users } from "../../users/users";
import { nameOfMention } from "./named";
import { EVERYONE, MENTION, tokenOf } from "./tokens";

// In a field a mention is "@name", as people read it; what is sent and kept has the token in its place. Names are unique
// within a field: of two people with one name, the second is "@name(username)".

type Named = Pick<Users, "nameOf" | "find">;

/** One field's mentions: what stands in it for whom. */
export function createMentionDraft(users: Named) {
  const ids = new Map<string, string>();

  /** The name to write for someone, without the @. */
  function labelOf(id: string): string {
    const name = nameOfMention(id, users);
    const label = isFree(name, id) ? name : `${name}(${users.find(id)?.username ?? id})`;
    ids.set(label, id);
    return label;
  }

  const isFree = (name: string, id: string): boolean => (ids.get(name) ?? id) === id;

  /** Names in the place of tokens. Whoever is not known yet keeps the token. */
  const decode = (text: string): string =>
    text.replaceAll(MENTION, (token, id: string) =>
      id === EVERYONE || users.find(id) ? `@${labelOf(id)}` : token,
    );

  /** Tokens in the place of names. */
  function encode(text: string): string {
    let encoded = "";
    let end = 0;
    for (let at = text.indexOf("@"); at >= 0; at = text.indexOf("@", end)) {
      const label = labelAt(text, at + 1);
      encoded += text.slice(end, at) + (label === undefined ? "@" : tokenOf(ids.get(label)!));
      end = at + 1 + (label?.length ?? 0);
    }
    return encoded + text.slice(end);
  }

  /** The longest of the names that stands here: 민 and 민수 may both be mentioned. */
  function labelAt(text: string, at: number): string | undefined {
    let longest: string | undefined;
    for (const label of ids.keys())
      if (
        label.length > (longest?.length ?? 0) &&
        text.startsWith(label, at) &&
        isWhole(label, text[at + label.length])
      )
        longest = label;
    return longest;
  }

  return { labelOf, labelAt, decode, encode };
}

// "@Ann" is not in "@Annabel". Korean goes on after a name without a space: "@민수님".
const isWhole = (label: string, next: string | undefined): boolean =>
  next === undefined || !/[\p{Script=Latin}\p{N}_]$/u.test(label) || !/[\p{Script=Latin}\p{N}_]/u.test(next);

// In code units: the longest nickname, and what an input method adds.
const LONGEST = 70;
// Not within an address such as "ann@potato.kr".
const BEGUN = /(?<![\w.-])@([^@\n]*)$/u;

/** The mention that is being written before the caret: where its @ is, and what follows it. */
export function mentionBefore(text: string, caret: number): { at: number; query: string } | undefined {
  const from = Math.max(0, caret - LONGEST);
  const [, query] = BEGUN.exec(text.slice(from, caret)) ?? [];
  if (query === undefined || /^\s/u.test(query)) return undefined;
  return { at: caret - query.length - 1, query };
}
