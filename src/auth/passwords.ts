import { availableParallelism } from "node:os";

import { invalid } from "../errors";
import { queue } from "../queue";

// OWASP's floor for argon2id: 19 MiB, two passes. About 50 ms here.
const ARGON2 = { algorithm: "argon2id", memoryCost: 19_456, timeCost: 2 } as const;
// Hashing takes a core each; a sign-in storm must leave room for chat. Beyond this queue (some ten seconds) say so.
const MAX_WAITING = 400;

const inTurn = queue(availableParallelism(), MAX_WAITING);

export const hash = (password: string): Promise<string> => inTurn(() => Bun.password.hash(password, ARGON2));

/** Takes the same time whether there is a hash or not, so that nobody learns which names exist. */
export async function isRight(password: string, known: string | undefined): Promise<boolean> {
  dummy ??= hash(crypto.randomUUID());
  const against = known || (await dummy);
  const matches = await inTurn(() => Bun.password.verify(password, against));
  return matches && Boolean(known);
}
let dummy: Promise<string> | undefined;

/** Refuses what everyone would try first. `field` is the one to blame. */
export async function mustBeUncommon(password: string, field: string): Promise<void> {
  // 14 MB that a server in which nobody chooses a password has no use for.
  const { dictionary } = await import("@zxcvbn-ts/language-common");
  if (dictionary["passwords-common"].includes(password.toLowerCase()))
    throw invalid(field, "one of the most common passwords");
}
