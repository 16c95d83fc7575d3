import { countProvisionally, forgive, type Provisional } from "../../capacity/limits";
import type { Asker } from "../../capacity/queue";
import { Refused } from "../../errors";
import * as passwords from "../passwords";
import * as addresses from "./addresses";
import * as devices from "./devices";
import type { Owner } from "./devices";

export type { Owner };
/** `isOldForm`: their password should be hashed again. */
export type Proven = Owner & { isOldForm: boolean };

/**
 * Limits on guessing passwords. Only a failed verification counts as a guess. It is counted before the hash, so that
 * concurrent attempts are limited like consecutive ones, and taken back where it was no wrong guess.
 *
 * - Strangers: by name and address, by name alone, and by address alone.
 * - At an address where this user has signed in: by name and address. Guesses from elsewhere do not lock it.
 * - On a device where they have signed in: by device. Nobody else's guesses lock it.
 */

/** What is known of the client before the password is verified. */
export type Attempt = { name: string; address: string; deviceToken?: string };

export const wrong = () => new Refused("unauthenticated", { detail: "Wrong username or password." });

/** A wrong name and a wrong password get the same refusal after the same time, whatever was tried before. */
export async function mustProve(
  owner: Owner | undefined,
  password: string,
  attempt: Attempt,
): Promise<Proven> {
  const device = owner && devices.numberFor(owner, attempt.deviceToken);
  if (!device) return atAddress(owner, password, attempt);
  return bySomeoneKnown(owner, password, { key: `device ${device}`, asker: { own: owner.id } });
}

/** Verifies a signed-in user's password again. Counted by session: sessions are few, and each took the right password. */
export const mustKnow = (
  owner: Owner | undefined,
  password: string,
  { userId, sessionId }: { userId: string; sessionId: string },
): Promise<Proven> =>
  bySomeoneKnown(owner, password, { key: `session ${sessionId}`, asker: { own: userId, canWait: true } });

/** Counts by `key` only. */
async function bySomeoneKnown(
  owner: Owner | undefined,
  password: string,
  { key, asker }: { key: string; asker: Asker },
): Promise<Proven> {
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
  // A user known at this address may continue, but the refusal and its timing are a stranger's: else they would reveal it.
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

async function mustBeRight(owner: Owner | undefined, password: string, trial: Trial): Promise<Proven> {
  let verdict: passwords.Verdict | undefined;
  try {
    verdict = await passwords.check(password, owner?.passwordHash, trial.asker);
  } finally {
    // An attempt that was never verified is not a guess.
    for (const { keep, takeBack } of trial.counted) (verdict === "wrong" ? keep : takeBack)();
  }
  if (verdict === "wrong" || !owner) throw trial.wrong ?? wrong();
  return { ...owner, isOldForm: verdict === "old" };
}
