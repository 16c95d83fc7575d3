import * as machines from "../bus/machines";
import { type Moves, SILENCE_MS } from "../bus/roll";
import { log } from "../log";

// Who is on the other machines. Each keeps its own people in Redis, and once a second tells who has come and gone since,
// numbered. Whoever misses a number reads that machine's people anew.

const PRESENCE = "presence";
const BYE = "presence.";
// Whoever is back by then was never away.
export const GRACE_MS = 10_000;

type Told = Moves & { of: string; n: number };
/** `later`: what was told while its people are being read. */
type Other = { n: number; people: Set<string>; heardAt: number; later?: Told[] };

const own = crypto.randomUUID().slice(0, 8);
const others = new Map<string, Other>();
let n = 0;
// Whether Redis holds all of ours, as far as we know.
let isKept = false;
let doubt: (userIds: Iterable<string>) => void = () => undefined;

/** Of whom `unsure` is told, they may have come or gone. */
export function start(unsure: (userIds: Iterable<string>) => void): void {
  doubt = unsure;
  isKept = false;
  // The others are heard as soon as this machine has joined them, which is before anybody looks here.
  for (const { people } of others.values()) doubt(people);
}

/** Our people come to another machine within the grace, or are gone. */
export function stop(): void {
  machines
    .roll()
    ?.leave(own, GRACE_MS)
    .catch(() => undefined);
  machines.tellAll(`${BYE} ${own}`);
  others.clear();
}

export const has = (userId: string): boolean => others.values().some(({ people }) => people.has(userId));

/** Lets the others know who has come to this machine and who has gone, so that these are `here` now. */
export function tell(moves: Moves, here: ReadonlyMap<string, unknown>): void {
  const roll = machines.roll();
  if (!roll) return;
  const isAnew = !isKept;
  const size = here.size;
  isKept = true;
  const kept = roll.write(own, isAnew ? { came: [...here.keys()], went: [] } : moves, isAnew);
  // Redis was away, or has been emptied.
  kept.then(
    (held) => (isKept &&= held === size),
    () => (isKept = false),
  );
  // A number is left out: all are to be read.
  n += isAnew ? 2 : 1;
  const told: Told = { of: own, n, ...moves };
  machines.tellAll(`${PRESENCE} ${JSON.stringify(told)}`);
}

/** What another machine tells all; anything else is not meant for us. */
export function heard(fact: string): void {
  if (fact.startsWith(`${PRESENCE} `)) take(JSON.parse(fact.slice(PRESENCE.length + 1)) as Told);
  else if (fact.startsWith(`${BYE} `)) letGo(fact.slice(BYE.length + 1));
}

function letGo(of: string): void {
  const other = others.get(of);
  if (other) other.heardAt = performance.now() - SILENCE_MS + GRACE_MS;
}

/** A machine that is not heard for so long is gone, and its people with it. */
export function forgetSilent(now: number): void {
  for (const [name, { people, heardAt }] of others) {
    if (now - heardAt <= SILENCE_MS) continue;
    others.delete(name);
    doubt(people);
  }
}

function take(told: Told): void {
  const other = others.get(told.of) ?? { n: -1, people: new Set(), heardAt: 0 };
  others.set(told.of, other);
  other.heardAt = performance.now();
  if (other.later) return void other.later.push(told);
  if (other.n !== told.n - 1) return void readAnew(other, told);
  other.n = told.n;
  for (const userId of told.came) other.people.add(userId);
  for (const userId of told.went) other.people.delete(userId);
  doubt([...told.came, ...told.went]);
}

async function readAnew(other: Other, { of, n: nth }: Told): Promise<void> {
  const later = (other.later = [] as Told[]);
  try {
    const people = await machines.roll()?.of(of);
    // Heard while this machine joins the others: it cannot read yet.
    if (people) {
      doubt([...other.people, ...people]);
      other.people = new Set(people);
      other.n = nth;
    }
    // Where it could not be read, the next that is told has another number than it should, again.
  } catch (error) {
    log.debug({ err: error, machine: of }, "who is there could not be read");
  }
  other.later = undefined;
  // Some of it may have been read already: said again, in its order, it comes to the same.
  if (others.get(of) === other) later.forEach(take);
}
