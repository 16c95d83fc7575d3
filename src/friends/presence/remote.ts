import type { MachineFact } from "../../bus/facts";
import * as machines from "../../bus/machines";

// Who is online on the other machines. Once a second each machine broadcasts who has come and gone, numbered. A machine
// that misses a number asks for a snapshot. Nothing of it is stored in Redis, where others could add somebody.

export type Moves = { came: string[]; went: string[] };
type PresenceFact = Extract<MachineFact, { type: `presence${string}` }>;
type Delta = Extract<PresenceFact, { type: "presence" }>;
type Snapshot = Extract<PresenceFact, { type: "presence.all" }>;
type OtherMachine = { n: number; people: Set<string>; receivedAt: number };

// A machine that is silent for longer is forgotten.
const SILENCE_MS = 15_000;
// A user who reconnects within this time was never offline.
export const GRACE_MS = 10_000;

const own = crypto.randomUUID().slice(0, 8);
const others = new Map<string, OtherMachine>();
// The users of this machine, as of number `n`.
let ours: ReadonlyMap<string, unknown> = new Map();
let n = 0;
let isAsked = false;
let recheck: (userIds: Iterable<string>) => void = () => undefined;

/** Calls `unsure` with users whose presence may have changed. */
export function start(unsure: (userIds: Iterable<string>) => void): void {
  recheck = unsure;
  // Facts from others may have come in before this was called.
  for (const { people } of others.values()) recheck(people);
}

/** This machine stops: its users reconnect elsewhere within the grace period, or are offline. */
export function stop(): void {
  machines.broadcast({ type: "presence.bye", of: own });
  others.clear();
}

export const has = (userId: string): boolean => others.values().some(({ people }) => people.has(userId));

/** Broadcasts who has come online on this machine and who has gone; `here` are all who are online on it now. */
export function publish({ came, went }: Moves, here: ReadonlyMap<string, unknown>): void {
  ours = here;
  n++;
  machines.broadcast({ type: "presence", of: own, n, came, went });
}

/** A presence fact from another machine. */
export function onFact(fact: PresenceFact): void {
  switch (fact.type) {
    case "presence":
      return applyMoves(fact);
    case "presence.ask":
      return fact.of === own ? answer() : undefined;
    case "presence.all":
      return replaceAll(fact);
    case "presence.bye":
      return letGo(fact.of);
    default:
      fact satisfies never;
  }
}

/** Forgets machines that have been silent for too long, and their users. */
export function forgetSilent(now: number): void {
  for (const [name, { people, receivedAt }] of others) {
    if (now - receivedAt <= SILENCE_MS) continue;
    others.delete(name);
    recheck(people);
  }
}

function applyMoves({ of, n: nth, came, went }: Delta): void {
  const other = touch(of);
  if (other.n !== nth - 1) return machines.broadcast({ type: "presence.ask", of });
  other.n = nth;
  for (const userId of came) other.people.add(userId);
  for (const userId of went) other.people.delete(userId);
  recheck([...came, ...went]);
}

function replaceAll({ of, n: nth, people }: Snapshot): void {
  const other = touch(of);
  recheck([...other.people, ...people]);
  other.people = new Set(people);
  other.n = nth;
}

function touch(of: string): OtherMachine {
  const other = others.get(of) ?? { n: -1, people: new Set(), receivedAt: 0 };
  others.set(of, other);
  other.receivedAt = performance.now();
  return other;
}

/** Broadcasts a snapshot, once for all who ask in the same turn. */
function answer(): void {
  if (isAsked) return;
  isAsked = true;
  setImmediate(() => {
    isAsked = false;
    machines.broadcast({ type: "presence.all", of: own, n, people: [...ours.keys()] });
  });
}

function letGo(of: string): void {
  const other = others.get(of);
  if (other) other.receivedAt = performance.now() - SILENCE_MS + GRACE_MS;
}
