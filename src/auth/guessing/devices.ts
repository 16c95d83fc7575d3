import { timingSafeEqual } from "node:crypto";

import { prove } from "../tokens";

/**
 * What a device keeps to be known again: OWASP's device cookies ("Slow Down Online Guessing Attacks with Device Cookies").
 * It is given for the right password and says that it was said here, so that guesses from elsewhere cannot close an account
 * to it. It opens nothing, and ends with the password it was given for. Nothing of it is stored: any machine can read it.
 */
type Owner = { id: string; passwordHash: string };

// People who share a browser.
const MAX_PEOPLE = 4;
const NONCE = 12;
const SUM = 22;
// Of each person: whom it is about, for us alone to know; a number of its own; and that both are of our making.
const MARK = /^[\w-]{22}\.[\w-]{16}\.[\w-]{22}$/;

/** The number of a device that this one has signed in on. */
export const numberFor = (owner: Owner, token: string | undefined): string | undefined =>
  marksIn(token).find(isOf(owner))?.number;

/** A number of this device, whoever signed in on it; undefined for what is not of our making. */
export const numberIn = (token: string | undefined): string | undefined => marksIn(token)[0]?.number;

/** The token with this owner in it, who has just said the right password; a number that was given is kept. */
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
