import type { Friend, User } from "../../../src/protocol/user";
import { hangul } from "./hangul";

// Initial consonants only: ㄱㅈ finds 감자.
const CONSONANTS = /^[ㄱ-ㅎ\s]+$/u;

/** Whether `query` matches the nickname, the username, or what I call them. */
export const matches = (query: string, { nickname, username }: User, alias?: string): boolean =>
  isPartOf(query, nickname) ||
  username.includes(plain(query)) ||
  (alias !== undefined && isPartOf(query, alias));

/** Whether `query` is any part of the name. */
export const isPartOf = (query: string, name: string): boolean =>
  searched(query, name).includes(plain(query));

/** The same for a friend, whom my own alias finds, too. */
export const matchesFriend = (query: string, { user, alias }: Friend): boolean =>
  matches(query, user, alias ?? undefined);

/** Whether the name begins with `query`. */
export const beginsWith = (query: string, name: string): boolean =>
  searched(query, name).startsWith(plain(query));

// A query of consonants alone means initials. In 먹지, ㄱ and ㅈ meet as well, but one of them ends a syllable.
const searched = (query: string, name: string): string =>
  plain(CONSONANTS.test(query) ? hangul().getChoseong(name.normalize("NFC")) : name);
// Letter by letter: while someone types 감, the field holds 가 for a moment, and 감자 should stay in the list. Some input
// methods join consonants: ㄱㅅ comes as ㄳ.
const plain = (text: string): string =>
  hangul().disassemble(text.normalize("NFC").toLowerCase().replaceAll(/\s/gu, ""));
