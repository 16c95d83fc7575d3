import { disassemble, getChoseong } from "es-hangul";

import type { User } from "../../../src/protocol/user";

// Only what could be initial consonants: ㄱㅈ finds 감자.
const CONSONANTS = /^[ㄱ-ㅎ\s]+$/u;

/** Whether someone is looked for by `query`: any part of nickname or username, or initial consonants. */
export function matches(query: string, { nickname, username }: User): boolean {
  if (plain(nickname).includes(plain(query)) || username.includes(plain(query))) return true;
  return CONSONANTS.test(query) && bare(getChoseong(nickname)).includes(bare(query));
}

const bare = (text: string): string => text.toLowerCase().replaceAll(/\s/gu, "");
// Letter by letter: on the way to 감 stands 가, and 감자 should not vanish from the list meanwhile.
const plain = (text: string): string => disassemble(bare(text.normalize("NFC")));
