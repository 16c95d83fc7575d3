import { availableParallelism } from "node:os";

import { type Asker, fairQueue } from "../capacity/queue";
import { env } from "../env";
import { invalid } from "../errors";

// OWASP's floor for argon2id: 19 MiB, two passes. About 50 ms here.
const ARGON2 = { algorithm: "argon2id", memoryCost: 19_456, timeCost: 2 } as const;
// A hash takes a core: one is left for chat.
const AT_ONCE = Math.max(1, availableParallelism() - 1);
// Whoever forwards a sign-in to the primary waits ten seconds for it.
const PATIENCE_MS = 8000;
// Where nothing is limited: benches and tests come at once, and a busy machine takes its time.
const ENDLESS_MS = 60_000;
// In that time one core makes so many.
const WAITING_A_CORE = 160;
// Longer ones had to wait for the core.
const LONGEST_MS = 200;

const inTurn = fairQueue({
  atOnce: AT_ONCE,
  waiting: WAITING_A_CORE * AT_ONCE,
  patienceMs: () => (env.LIMITS === "off" ? ENDLESS_MS : PATIENCE_MS),
});

/** Of no password: what is compared where there is no hash. Its parameters are those of ours, so that it takes as long. */
const NOBODYS = `$argon2id$v=19$m=${ARGON2.memoryCost},t=${ARGON2.timeCost},p=1$${"A".repeat(43)}$${"A".repeat(43)}`;

// How long the last one took.
let tookMs = 50;

/** Refuses `overloaded` where too many wait, as does `isRight`. */
export const hash = (password: string, asker: Asker): Promise<string> =>
  inTurn(asker, () => Bun.password.hash(password, ARGON2));

/** Takes the same time whether there is a hash or not, so that nobody learns which names exist. */
export async function isRight(password: string, known: string | undefined, asker: Asker): Promise<boolean> {
  const matches = await inTurn(asker, async () => {
    const begun = performance.now();
    const verdict = await Bun.password.verify(password, known || NOBODYS);
    tookMs = performance.now() - begun;
    return verdict;
  });
  return matches && Boolean(known);
}

/** Takes as long as a hash, and nothing of the core. */
export const pretend = (): Promise<void> => Bun.sleep(Math.min(tookMs, LONGEST_MS));

/** Refuses what everyone would try first. `field` is the one to blame. */
export async function mustBeUncommon(password: string, field: string): Promise<void> {
  // 14 MB that a server in which nobody chooses a password has no use for.
  const { dictionary } = await import("@zxcvbn-ts/language-common");
  if (dictionary["passwords-common"].includes(password.toLowerCase()))
    throw invalid(field, "one of the most common passwords");
}
