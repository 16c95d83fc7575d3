import type { MachineFact } from "../../bus/facts";
import * as machines from "../../bus/machines";

// Who is on the other machines. Once a second each tells who has come and who has gone since, numbered. Whoever misses a
// number asks that machine for all of its people. None of it lies in Redis, where others could put somebody.

export type Moves = { came: string[]; went: string[] };
type PresenceFact = Extract<MachineFact, { type: `presence${string}` }>;
type Delta = Extract<PresenceFact, { type: "presence" }>;
type Snapshot = Extract<PresenceFact, { type: "presence.all" }>;
type Other = { n: number; people: Set<string>; heardAt: number };

// Of a machine that is silent for longer, nothing is left.
const SILENCE_MS = 15_000;
// Whoever is back by then was never away.
export const GRACE_MS = 10_000;

const own = crypto.randomUUID().slice(0, 8);
const others = new Map<string, Other>();
// Our own people, as of this number.
let ours: ReadonlyMap<string, unknown> = new Map();
let n = 0;
let isAsked = false;
let recheck: (userIds: Iterable<string>) => void = () => undefined;

/** Of whom `unsure` is told, they may have come or gone. */
export function start(unsure: (userIds: Iterable<string>) => void): void {
  recheck = unsure;
  // The others are heard as soon as this machine has joined them, which is before anybody looks here.
  for (const { people } of others.values()) recheck(people);
}

/** Our people come to another machine within the grace, or are gone. */
export function stop(): void {
  machines.broadcast({ type: "presence.bye", of: own });
  others.clear();
}

export const has = (userId: string): boolean => others.values().some(({ people }) => people.has(userId));

/** Lets the others know who has come to this machine and who has gone, so that these are `here` now. */
export function publish({ came, went }: Moves, here: ReadonlyMap<string, unknown>): void {
  ours = here;
  n++;
  machines.broadcast({ type: "presence", of: own, n, came, went });
}

/** What another machine tells all. */
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

/** A machine that is not heard for so long is gone, and its people with it. */
export function forgetSilent(now: number): void {
  for (const [name, { people, heardAt }] of others) {
    if (now - heardAt <= SILENCE_MS) continue;
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

function touch(of: string): Other {
  const other = others.get(of) ?? { n: -1, people: new Set(), heardAt: 0 };
  others.set(of, other);
  other.heardAt = performance.now();
  return other;
}

/** To all, once for those who ask in the same turn. */
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
  if (other) other.heardAt = performance.now() - SILENCE_MS + GRACE_MS;
}
