import { env } from "../env";
import { Refused } from "../errors";
import { limited } from "../measures";

const MINUTE = 60;

/** Points in a window of `duration` seconds. Well above what people use, well below what overloads two cores. */
export const limits = {
  // REST calls of a signed-in user, and of an anonymous client (by address)
  calls: { points: 600, duration: 30 },
  visits: { points: 600, duration: 30 },
  // an argon2id hash is 50 ms of a core
  signUps: { points: 100, duration: 60 * MINUTE },
  // names that a form of signing up asks about, by address: as many as a class needs
  names: { points: 300, duration: 60 * MINUTE },
  // wrong passwords: by name and address, or by device; for strangers also by name, and by address
  guesses: { points: 10, duration: 15 * MINUTE },
  guessesFromAll: { points: 200, duration: 15 * MINUTE },
  guessesByAddress: { points: 200, duration: 15 * MINUTE },
  // right passwords, by user and address: each opens a session, and one beyond a hundred ends another
  signIns: { points: 100, duration: 60 * MINUTE },
  passwordChanges: { points: 10, duration: 60 * MINUTE },
  // by user: each device needs one in fourteen minutes, and one whenever a page is opened
  refreshes: { points: 120, duration: MINUTE },
  // by address: tokens that are not ours
  badRefreshes: { points: 600, duration: 30 },
  // messages, and all other changes that are published to a room: renaming it, inviting, leaving, giving a role
  messages: { points: 100, duration: 10 },
  // bytes of an author's messages, system messages included: fifty novels a day
  stored: { points: 50_000_000, duration: 24 * 60 * MINUTE },
  // frames of all types; more is a flood and closes the socket
  frames: { points: 1000, duration: 10 },
  // characters of frames: a hundred messages of the longest text are 6 MB where each character is escaped as \uXXXX
  frameSizes: { points: 8 * 1024 * 1024, duration: 10 },
  // by user and room: clients show it for five seconds, so more is not published
  typing: { points: 1, duration: 2 },
  // reads of all rooms of a user (a hello, a feed, a list), in hundreds of rooms: 2 ms each
  standings: { points: 600, duration: MINUTE },
  badFrames: { points: 9, duration: MINUTE },
  // changes of a user's own state: friends, blocks, settings of a room; each is a row for every machine
  changes: { points: 1000, duration: 60 * MINUTE },
  // rooms that a user creates, and people they invite
  rooms: { points: 100, duration: 60 * MINUTE },
  invitations: { points: 5000, duration: 60 * MINUTE },
  // files and thumbnails that a user looks at; a page of pictures has a hundred
  downloads: { points: 6000, duration: MINUTE },
  // 0.1 s of a core each, 2 s at worst
  pictures: { points: 20, duration: 10 * MINUTE },
  // one for each key that is pressed in a search field, at the most
  searches: { points: 300, duration: MINUTE },
  // by user: each waits for a push service, up to eight seconds
  pushTests: { points: 20, duration: 10 * MINUTE },
  // pages that are fetched for a user, because nobody here has asked for them lately
  previews: { points: 200, duration: 10 * MINUTE },
} as const;

export type Limit = keyof typeof limits;
// Details for limits where "too fast" would be misleading.
const details: { [Name in Limit]?: string } = { stored: "You have written as much as anyone may in a day." };

/** A window begins with the first count and ends at `until`, on the monotonic clock. */
type Count = { points: number; undecided: number; until: number };
// By then the undecided attempts have been verified.
const SOON_MS = 5000;
// Expired counts are removed whenever their number has doubled since the last time, from this many on.
const FEW = 10_000;
for (const limit of Object.keys(limits)) limited.add(limit, 0);
const counts = Object.fromEntries(
  Object.keys(limits).map((limit) => [limit, { of: new Map<string, Count>(), many: FEW }]),
) as Record<Limit, { of: Map<string, Count>; many: number }>;

/**
 * Counts one (or `cost`) against the limit of `key`. Over the limit, refuses, with the time until a retry can succeed.
 * (Why synchronous, and why our own: docs/decisions/0006.)
 */
export function consume(limit: Limit, key: string, cost = 1): void {
  if (allows(limit, key, cost)) return;
  throw refusalUntil(countOf(limit, key), limit);
}

/** Like `consume`, but returns false instead of refusing. */
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

/** Like `consume`; returns how to take it back. */
export function reserve(limit: Limit, key: string): () => void {
  consume(limit, key);
  if (env.LIMITS === "off") return () => undefined;
  // After the window has expired, this changes a count that is no longer used.
  const own = countOf(limit, key);
  return () => void own.points--;
}

export type Provisional = { refusal?: Refused; keep: () => void; takeBack: () => void };

/**
 * Counts one against each of these limits provisionally, even over a limit: then `refusal` is set. The caller decides
 * afterwards whether it counts. Where only undecided attempts exceed the limit, a retry may soon succeed.
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

/** Refuses where less than `cost` is left. Does not count: `spend` does, once the work is done. */
export function mustHaveLeft(limit: Limit, key: string, cost = 1): void {
  if (env.LIMITS === "off" || countOf(limit, key).points + cost <= limits[limit].points) return;
  limited.add(limit);
  throw refusalUntil(countOf(limit, key), limit);
}

/** Counts work that is done and can no longer be refused. */
export function spend(limit: Limit, key: string, cost: number): void {
  if (env.LIMITS !== "off") countOf(limit, key).points += cost;
}

/** Resets the count. */
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
