import { disassemble, getChoseong } from "es-hangul";

import type { Friend, User } from "../../../src/protocol/user";

// Initial consonants only: ㄱㅈ finds 감자.
const CONSONANTS = /^[ㄱ-ㅎ\s]+$/u;

/** Whether `query` matches the nickname, the username, or what I call them. */
export const matches = (query: string, { nickname, username }: User, alias?: string): boolean =>
  isPartOf(query, nickname) ||
  username.includes(plain(query)) ||
  (alias !== undefined && isPartOf(query, alias));

/** Whether `query` is any part of the name, or of its initial consonants. */
export function isPartOf(query: string, name: string): boolean {
  if (plain(name).includes(plain(query))) return true;
  return CONSONANTS.test(query) && initialsOf(name).includes(bare(query));
}

/** The same for a friend, whom my own alias finds, too. */
export const matchesFriend = (query: string, { user, alias }: Friend): boolean =>
  matches(query, user, alias ?? undefined);

/** Whether the name, or its initial consonants, begins with `query`. */
export function beginsWith(query: string, name: string): boolean {
  if (plain(name).startsWith(plain(query))) return true;
  return CONSONANTS.test(query) && initialsOf(name).startsWith(bare(query));
}

const initialsOf = (name: string): string => bare(getChoseong(name.normalize("NFC")));
const bare = (text: string): string => text.toLowerCase().replaceAll(/\s/gu, "");
// Letter by letter: while someone types 감, the field holds 가 for a moment, and 감자 should stay in the list.
const plain = (text: string): string => disassemble(bare(text.normalize("NFC")));
