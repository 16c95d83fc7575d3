import { availableParallelism } from "node:os";

import { type Asker, fairQueue } from "../capacity/queue";
import { env } from "../env";
import { invalid } from "../errors";

// OWASP's minimum for argon2id: 19 MiB, two passes. About 50 ms here.
const ARGON2 = { algorithm: "argon2id", memoryCost: 19_456, timeCost: 2 } as const;
// A hash occupies a core: one is left for chat.
const AT_ONCE = Math.max(1, availableParallelism() - 1);
// Less than the ten seconds after which a forwarded sign-in times out.
const PATIENCE_MS = 8000;
// With LIMITS=off, for benches and tests, which sign up all at once, perhaps on a busy machine.
const ENDLESS_MS = 60_000;
// What one core can hash in PATIENCE_MS.
const WAITING_A_CORE = 160;
// A hash that took longer had to wait for a core.
const LONGEST_MS = 200;

const inTurn = fairQueue({
  atOnce: AT_ONCE,
  waiting: WAITING_A_CORE * AT_ONCE,
  patienceMs: () => (env.LIMITS === "off" ? ENDLESS_MS : PATIENCE_MS),
});

/** A hash that matches no password, for unknown users. It has our parameters, so that verifying takes as long. */
const NOBODYS = `$argon2id$v=19$m=${ARGON2.memoryCost},t=${ARGON2.timeCost},p=1$${"A".repeat(43)}$${"A".repeat(43)}`;

// Duration of the last hash.
let tookMs = 50;

/** Refuses `overloaded` where too many hashes wait, as does `check`. */
export const hash = (password: string, asker: Asker): Promise<string> =>
  inTurn(asker, () => Bun.password.hash(composed(password), ARGON2));

/** `old`: right, but hashed in another form, before passwords were composed. It should be hashed again. */
export type Verdict = "right" | "old" | "wrong";

/** Takes the same time with and without a hash, so that timing does not reveal which names exist. */
export async function check(password: string, known: string | undefined, asker: Asker): Promise<Verdict> {
  const verdict = await inTurn(asker, async () => {
    for (const form of formsOf(password)) {
      const begun = performance.now();
      const matches = await Bun.password.verify(form, known || NOBODYS);
      tookMs = performance.now() - begun;
      if (matches) return form === composed(password) ? "right" : "old";
    }
    return "wrong";
  });
  return known ? verdict : "wrong";
}

// The same letters come composed from most keyboards, and decomposed from what macOS pastes.
const composed = (password: string): string => password.normalize("NFC");

/** As it may have been hashed. One form, and so one hash to compare, where all its letters are simple. */
const formsOf = (password: string): Set<string> =>
  new Set([composed(password), password, password.normalize("NFD")]);

/** Waits as long as a hash takes, without using a core. */
export const pretend = (): Promise<void> => Bun.sleep(Math.min(tookMs, LONGEST_MS));

/** Refuses the most common passwords. `field` is named in the error. */
export async function mustBeUncommon(password: string, field: string): Promise<void> {
  // Loaded on first use: it takes 14 MB.
  const { dictionary } = await import("@zxcvbn-ts/language-common");
  if (dictionary["passwords-common"].includes(composed(password).toLowerCase()))
    throw invalid(field, "one of the most common passwords");
}
