import { disassemble, getChoseong } from "es-hangul";

import type { Friend, User } from "../../../src/protocol/user";

// Initial consonants only: ㄱㅈ finds 감자.
const CONSONANTS = /^[ㄱ-ㅎ\s]+$/u;

/** Whether `query` matches the nickname, the username, or what I call them. */
export const matches = (query: string, { nickname, username }: User, alias?: string): boolean =>
  matchesName(query, nickname) ||
  username.includes(plain(query)) ||
  (alias !== undefined && matchesName(query, alias));

/** Whether `query` matches any part of the name, or its initial consonants. */
export function matchesName(query: string, name: string): boolean {
  if (plain(name).includes(plain(query))) return true;
  return CONSONANTS.test(query) && bare(getChoseong(name.normalize("NFC"))).includes(bare(query));
}

/** The same for a friend, whom my own alias finds, too. */
export const matchesFriend = (query: string, { user, alias }: Friend): boolean =>
  matches(query, user, alias ?? undefined);

const bare = (text: string): string => text.toLowerCase().replaceAll(/\s/gu, "");
// Letter by letter: while someone types 감, the field holds 가 for a moment, and 감자 should stay in the list.
const plain = (text: string): string => disassemble(bare(text.normalize("NFC")));
