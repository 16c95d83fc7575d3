import { timingSafeEqual } from "node:crypto";

import { prove } from "../tokens";

/**
 * OWASP's device cookies ("Slow Down Online Guessing Attacks with Device Cookies"). A device gets the token for the right
 * password, and guesses from elsewhere cannot lock the account for it. The token grants no access, and ends with that
 * password. It is not stored: any machine can verify it.
 */
export type Owner = { id: string; passwordHash: string };

// Users who share a browser.
const MAX_PEOPLE = 4;
const NONCE = 12;
const SUM = 22;
// One for each user: a tag that only the server can match to the user, a random number, and an HMAC of both.
const MARK = /^[\w-]{22}\.[\w-]{16}\.[\w-]{22}$/;

/** The device's number for this user; undefined where they have not signed in on it. */
export const numberFor = (owner: Owner, token: string | undefined): string | undefined =>
  marksIn(token).find(isOf(owner))?.number;

/** The device's number for any user; undefined where the token is not ours. */
export const numberIn = (token: string | undefined): string | undefined => marksIn(token)[0]?.number;

/** Adds this owner, who has just proven the password, to the token. Their number stays if they had one. */
export function withOwner(owner: Owner, token: string | undefined): string {
  const others = marksIn(token).filter((mark) => !isOf(owner)(mark));
  const number = numberFor(owner, token) ?? newNumber();
  const signed = `${tagOf(owner)}.${number}`;
  const all = [`${signed}.${sumOf(signed)}`, ...others.map(({ text }) => text)];
  return all.slice(0, MAX_PEOPLE).join("~");
}

type Mark = { text: string; tag: string; number: string };

function marksIn(token = ""): Mark[] {
  return token.split("~", MAX_PEOPLE).flatMap((text) => {
    if (!MARK.test(text)) return [];
    const [tag = "", number = "", sum = ""] = text.split(".");
    const isOurs = timingSafeEqual(Buffer.from(sum), Buffer.from(sumOf(`${tag}.${number}`)));
    return isOurs ? [{ text, tag, number }] : [];
  });
}

const isOf = (owner: Owner) => {
  const own = tagOf(owner);
  return ({ tag }: Mark): boolean => tag === own;
};

const newNumber = (): string =>
  Buffer.from(crypto.getRandomValues(new Uint8Array(NONCE))).toString("base64url");
const tagOf = ({ id, passwordHash }: Owner): string => sumOf(`owner ${id} ${passwordHash}`);
const sumOf = (text: string): string => prove("device", text).slice(0, SUM);
