import { disassemble, getChoseong } from "es-hangul";

import type { Friend, User } from "../../../src/protocol/user";

// Initial consonants only: ㄱㅈ finds 감자.
const CONSONANTS = /^[ㄱ-ㅎ\s]+$/u;

/** Whether `query` matches any part of the nickname or username, or the nickname's initial consonants. */
export function matches(query: string, { nickname, username }: User): boolean {
  if (plain(nickname).includes(plain(query)) || username.includes(plain(query))) return true;
  return CONSONANTS.test(query) && bare(getChoseong(nickname)).includes(bare(query));
}

/** The same for a friend, whom my own alias finds, too. */
export const matchesFriend = (query: string, { user, alias }: Friend): boolean =>
  matches(query, user) || (alias !== null && matches(query, { ...user, nickname: alias }));

const bare = (text: string): string => text.toLowerCase().replaceAll(/\s/gu, "");
// Letter by letter: while someone types 감, the field holds 가 for a moment, and 감자 should stay in the list.
const plain = (text: string): string => disassemble(bare(text.normalize("NFC")));
