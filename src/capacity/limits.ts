import { env } from "../env";
import { Refused } from "../errors";
import { limited } from "../measures";

const MINUTE = 60;

/** How much of what, in how many seconds. Well above what people do, well below what hurts two cores. */
export const limits = {
  // a signed-in user's REST calls, and a stranger's (by address)
  calls: { points: 600, duration: 30 },
  visits: { points: 600, duration: 30 },
  // an argon2id hash is 50 ms of a core
  signUps: { points: 100, duration: 60 * MINUTE },
  // wrong passwords: of one name from one address, or on one device; of one name, and from one address, by strangers
  guesses: { points: 10, duration: 15 * MINUTE },
  guessesFromAll: { points: 200, duration: 15 * MINUTE },
  guessesByAddress: { points: 200, duration: 15 * MINUTE },
  // right ones, of one person from one address: each is a session, and beyond a hundred ends another
  signIns: { points: 100, duration: 60 * MINUTE },
  passwordChanges: { points: 10, duration: 60 * MINUTE },
  // of one person, whose devices each need one in fourteen minutes; a page that is opened asks for one, too
  refreshes: { points: 120, duration: MINUTE },
  // by address: what is no refresh token of ours
  badRefreshes: { points: 600, duration: 30 },
  // what is said, and what else everyone in a room hears of: renaming it, inviting, leaving, giving a role
  messages: { points: 100, duration: 10 },
  // bytes that an author's messages take, those included that tell what they did: fifty novels a day
  stored: { points: 50_000_000, duration: 24 * 60 * MINUTE },
  // a socket's frames of all kinds; more is a flood and ends it
  frames: { points: 1000, duration: 10 },
  // and their characters: a hundred messages of the longest text take 6 MB where each character is written as \uXXXX
  frameSizes: { points: 8 * 1024 * 1024, duration: 10 },
  // of one person in one room: shown for five seconds, so it is not passed on more often
  typing: { points: 1, duration: 2 },
  // times that someone's rooms are looked through, in hundreds of rooms: a hello, a feed, a list. Two milliseconds each
  standings: { points: 600, duration: MINUTE },
  badFrames: { points: 9, duration: MINUTE },
  // what people change for themselves: friends, blocks, how they keep a room; each is a row for every machine
  changes: { points: 1000, duration: 60 * MINUTE },
  // rooms that one user makes, and people they put into rooms
  rooms: { points: 100, duration: 60 * MINUTE },
  invitations: { points: 5000, duration: 60 * MINUTE },
  // a tenth of a second of a core each, the worst two seconds
  pictures: { points: 20, duration: 10 * MINUTE },
} as const;

export type Limit = keyof typeof limits;
// Where "a bit fast" is not what it is.
const details: { [Name in Limit]?: string } = { stored: "You have written as much as anyone may in a day." };

/** Of someone, since their first of this window; it ends on the clock that nobody sets. */
type Count = { points: number; undecided: number; until: number };
// A password is proven in less.
const SOON_MS = 5000;
// Counts whose window is over go when there are twice as many as were left the last time.
const FEW = 10_000;
for (const limit of Object.keys(limits)) limited.add(limit, 0);
const counts = Object.fromEntries(
  Object.keys(limits).map((limit) => [limit, { of: new Map<string, Count>(), many: FEW }]),
) as Record<Limit, { of: Map<string, Count>; many: number }>;

/**
 * Counts one (or `cost`) against the limit of `key`; over it, refuses with the time after which it is worth another try.
 * (At once, and in a few lines of our own: docs/decisions/0006.)
 */
export function consume(limit: Limit, key: string, cost = 1): void {
  if (allows(limit, key, cost)) return;
  throw refusalUntil(countOf(limit, key), limit);
}

/** The same for what is passed over without a word. */
export function allows(limit: Limit, key: string, cost = 1): boolean {
  if (env.LIMITS === "off") return true;
  const own = countOf(limit, key);
  if (own.points + cost <= limits[limit].points) {
    own.points += cost;
    return true;
  }
  limited.add(limit);
  return false;
}

/** The same as `consume`, and answers how to take it back, for what has turned out not to count. */
export function reserve(limit: Limit, key: string): () => void {
  consume(limit, key);
  if (env.LIMITS === "off") return () => undefined;
  // A window that is over by then has gone with what was counted in it.
  const own = countOf(limit, key);
  return () => void own.points--;
}

export type Provisional = { refusal?: Refused; keep: () => void; takeBack: () => void };

/**
 * Counts one against each of these at once, also where that is one too many: `refusal` says so. Whether it counts is said
 * afterwards; where only what is still undecided is in the way, it is worth another try soon.
 */
export function countProvisionally(...asked: [limit: Limit, key: string][]): Provisional {
  if (env.LIMITS === "off") return { keep: () => undefined, takeBack: () => undefined };
  let refusal: Refused | undefined;
  const counted = asked.map(([limit, key]) => {
    const own = countOf(limit, key);
    const { points } = limits[limit];
    const isFull = own.points >= points;
    if (own.points + own.undecided >= points) {
      limited.add(limit);
      refusal ??= isFull ? refusalUntil(own, limit) : new Refused("rate-limited", { retryAfterMs: SOON_MS });
    }
    own.undecided++;
    return own;
  });
  const decide = (points: number) => () => {
    for (const own of counted.splice(0)) {
      own.undecided--;
      own.points += points;
    }
  };
  return { refusal, keep: decide(1), takeBack: decide(0) };
}

/** Refuses where so much is not left. Counts nothing: that is for `spend`, once it is done. */
export function mustHaveLeft(limit: Limit, key: string, cost = 1): void {
  if (env.LIMITS === "off" || countOf(limit, key).points + cost <= limits[limit].points) return;
  limited.add(limit);
  throw refusalUntil(countOf(limit, key), limit);
}

/** What was done and cannot be refused any more. */
export function spend(limit: Limit, key: string, cost: number): void {
  if (env.LIMITS !== "off") countOf(limit, key).points += cost;
}

/** Takes back all that is counted. */
export const forgive = (limit: Limit, key: string): void => void counts[limit].of.delete(key);

const refusalUntil = ({ until }: Count, limit: Limit): Refused =>
  new Refused("rate-limited", {
    detail: details[limit],
    retryAfterMs: Math.ceil(until - performance.now()),
  });

function countOf(limit: Limit, key: string): Count {
  const all = counts[limit];
  const now = performance.now();
  const there = all.of.get(key);
  if (there && there.until > now) return there;
  const fresh = { points: 0, undecided: 0, until: now + limits[limit].duration * 1000 };
  all.of.set(key, fresh);
  if (all.of.size <= all.many) return fresh;
  for (const [other, { until }] of all.of) if (until <= now) all.of.delete(other);
  all.many = Math.max(FEW, 2 * all.of.size);
  return fresh;
}
