import { countProvisionally, forgive, type Provisional } from "../../capacity/limits";
import type { Asker } from "../../capacity/queue";
import { Refused } from "../../errors";
import * as passwords from "../passwords";
import * as addresses from "./addresses";
import * as devices from "./devices";

/**
 * How often a password may be tried. Only what the hash said no to is a guess; it is counted before, so that many at once
 * are no more than one after the other, and taken back where it was none.
 *
 * - Strangers: by name and address, by name alone, and by address alone.
 * - At an address where this person has been in: by name and address. Others' guesses do not close it.
 * - On a device where they have been in: by device. Nobody else's guesses close it.
 */
export type Owner = { id: string; passwordHash: string };
/** What is known of who tries before the password has proven it. */
export type Attempt = { name: string; address: string; deviceToken?: string };

export const wrong = () => new Refused("unauthenticated", { detail: "Wrong username or password." });

/** A wrong name and a wrong password are the same refusal after the same time, whatever has been tried before. */
export async function mustProve(
  owner: Owner | undefined,
  password: string,
  attempt: Attempt,
): Promise<Owner> {
  const device = owner && devices.numberFor(owner, attempt.deviceToken);
  if (!device) return atAddress(owner, password, attempt);
  return bySomeoneKnown(owner, password, { key: `device ${device}`, asker: { own: owner.id } });
}

/** Who is signed in already says their password again. Of a session there can be only so many, each by a right password. */
export const mustKnow = (
  owner: Owner | undefined,
  password: string,
  { userId, sessionId }: { userId: string; sessionId: string },
): Promise<Owner> =>
  bySomeoneKnown(owner, password, { key: `session ${sessionId}`, asker: { own: userId, canWait: true } });

/** Counted by nothing but `key`. */
async function bySomeoneKnown(
  owner: Owner | undefined,
  password: string,
  { key, asker }: { key: string; asker: Asker },
): Promise<Owner> {
  const own = countProvisionally(["guesses", key]);
  if (own.refusal) throw refused(own.refusal, own);
  const proven = await mustBeRight(owner, password, { asker, counted: [own] });
  forgive("guesses", key);
  return proven;
}

async function atAddress(owner: Owner | undefined, password: string, { name, address }: Attempt) {
  const pair = `${name} ${address}`;
  const own = countProvisionally(["guesses", pair]);
  const all = countProvisionally(["guessesFromAll", name], ["guessesByAddress", address]);
  // Whoever has been in from here may go on, but hears no more and no sooner than a stranger: else one could ask who has.
  const isStopped = all.refusal && !(owner && addresses.isKnown(owner.id, address));
  if (own.refusal || isStopped) {
    const refusal = refused(all.refusal ?? own.refusal!, own, all);
    if (all.refusal) await passwords.pretend();
    throw refusal;
  }
  const asker = { own: pair, address };
  const proven = await mustBeRight(owner, password, { asker, counted: [own, all], wrong: all.refusal });
  forgive("guesses", pair);
  return proven;
}

function refused(refusal: Refused, ...counted: Provisional[]): Refused {
  for (const { takeBack } of counted) takeBack();
  return refusal;
}

type Trial = { asker: Asker; counted: Provisional[]; wrong?: Refused };

async function mustBeRight(owner: Owner | undefined, password: string, trial: Trial): Promise<Owner> {
  let isRight: boolean | undefined;
  try {
    isRight = await passwords.isRight(password, owner?.passwordHash, trial.asker);
  } finally {
    // Where nobody has looked at it, it was no guess.
    for (const { keep, takeBack } of trial.counted) (isRight === false ? keep : takeBack)();
  }
  if (!isRight || !owner) throw trial.wrong ?? wrong();
  return owner;
}
