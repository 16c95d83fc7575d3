import { Refused } from "../../../../src/errors";
import type { Appended, Entry, Stored } from "../../history";

/**
 * Gives messages their seq where several machines write to one room and none of them knows what the others do.
 *
 * Two unique indexes decide: (room, seq) and (room, author, clientId). A batch is one ordered insert of consecutive seqs
 * behind the last message known. What is known is a guess: where it was wrong the insert stops at the first that does
 * not fit; then this looks what is there, numbers the rest anew, in order, and goes on.
 *
 * Why there is never a hole, whatever was cut off or still runs: each write of a seq comes right after the same ordered
 * insert has written the one before it, or after that one was read as, or acknowledged as, on a majority; and what is
 * on a majority stays. So at every moment each seq that is there has the one before it, also while an insert that we
 * have given up still runs on the server: either it wins the next seq, and then our own one stops there and we find
 * its message as the first under its clientId; or we win, and it stops, for good, at its first seq that is taken.
 * What it wrote before is a prefix of the batch, so that each sender's order holds as well.
 *
 * Why `at` never falls: who wins seq n had taken its time from the message n - 1 that it knew, and there is only one.
 */
export type Shelf = {
  /** In this order, each only behind the one before. Throws where nobody can tell how far it came. */
  insert(messages: Stored[]): Promise<Inserted>;
  /** The newest that will stay. */
  last(roomId: string): Promise<Place>;
  /** What is stored for good under these authors' clientIds, in any order. */
  saidAmong(roomId: string, entries: Entry[]): Promise<Stored[]>;
};

/** How many are there now; `isStopped`: the next was there already, its seq or its clientId. */
export type Inserted = { count: number; isStopped: boolean };
export type Place = Pick<Stored, "seq" | "ordinal" | "at">;
export const beginning: Place = { seq: 0, ordinal: 0, at: 0 };

export type Clock = {
  now: () => number;
  sleep: (ms: number) => Promise<unknown>;
  /** How long an insert whose outcome is not known is tried again. */
  patienceMs: number;
};

type Job = {
  entry: Entry;
  /** What may have been stored of it, for all we know: found like this, it is no repeat. */
  tried: Stored[];
  answer?: Appended | Refused;
};

// In one insert. FerretDB 1.24 takes more than this in parts, and goes on with the next where one was stopped.
export const AT_ONCE = 100;
const FIRST_PAUSE_MS = 5;
const LONGEST_PAUSE_MS = 200;

type Means = { shelf: Shelf; clock: Clock };

/** One room's, in order; answers in the order of the entries. `guess` is the last message known, if any is. */
export async function number(
  entries: Entry[],
  guess: Place | undefined,
  means: Means,
): Promise<(Appended | Refused)[]> {
  const jobs = new Map<string, Job>();
  for (const entry of entries) if (!jobs.has(keyOf(entry))) jobs.set(keyOf(entry), { entry, tried: [] });
  await new Batch(means, [...jobs.values()]).store(guess);
  const told = new Set<string>();
  return entries.map((entry) => {
    const key = keyOf(entry);
    const answer = jobs.get(key)!.answer!;
    const isAgain = told.has(key);
    told.add(key);
    return isAgain && !(answer instanceof Refused) ? { ...answer, isRepeat: true } : answer;
  });
}

class Batch {
  private place: Place | undefined;
  private isUnsure = false;
  private pauseMs = FIRST_PAUSE_MS;

  constructor(
    private readonly means: Means,
    private waiting: Job[],
  ) {}

  async store(guess: Place | undefined): Promise<void> {
    this.place = guess;
    let lastGood = performance.now();
    while (this.waiting.length > 0) {
      const before = this.waiting.length;
      const error = await this.some().catch(refusal);
      if (this.waiting.length < before) {
        lastGood = performance.now();
        this.pauseMs = FIRST_PAUSE_MS;
      }
      // Also where others are always faster: one room must not hold up all the others.
      if (performance.now() - lastGood >= this.means.clock.patienceMs)
        return this.giveUp(error ?? unsettled());
      if (error) {
        await this.means.clock.sleep(this.pauseMs);
        this.pauseMs = Math.min(2 * this.pauseMs, LONGEST_PAUSE_MS);
      }
    }
  }

  private async some(): Promise<void> {
    if (this.isUnsure) await this.look();
    if (this.waiting.length === 0) return;
    this.place ??= await this.means.shelf.last(this.roomId);
    const { count, isStopped } = await this.insert(this.placed(this.place));
    // What stood in the way is not on a majority yet: it will be, or it goes.
    if (isStopped && !(await this.look()) && count === 0) throw unsettled();
  }

  private async insert(messages: Stored[]): Promise<Inserted> {
    try {
      const inserted = await this.means.shelf.insert(messages);
      for (const message of messages.slice(0, inserted.count)) {
        this.waiting.shift()!.answer = { message, isRepeat: false };
        this.place = message;
      }
      return inserted;
    } catch (error) {
      for (const [nth, message] of messages.entries()) this.waiting[nth]!.tried.push(message);
      this.isUnsure = true;
      throw error;
    }
  }

  /** What is there, whoever wrote it: what is ours is answered, the rest goes behind the last. Whether that is news. */
  private async look(): Promise<boolean> {
    const { shelf } = this.means;
    const entries = this.waiting.map(({ entry }) => entry);
    const [said, last] = await Promise.all([shelf.saidAmong(this.roomId, entries), shelf.last(this.roomId)]);
    const found = new Map(said.map((message) => [keyOf(message), message]));
    for (const job of this.waiting) {
      const message = found.get(keyOf(job.entry));
      if (message) job.answer = { message, isRepeat: !job.tried.some((tried) => isSame(tried, message)) };
    }
    this.waiting = this.waiting.filter(({ answer }) => !answer);
    const known = this.place?.seq;
    this.place = said.reduce<Place>((newest, one) => (one.seq > newest.seq ? one : newest), last);
    this.isUnsure = false;
    return said.length > 0 || this.place.seq !== known;
  }

  private placed(place: Place): Stored[] {
    let last = place;
    return this.waiting
      .slice(0, AT_ONCE)
      .map(({ entry }) => (last = placed(entry, last, this.means.clock.now())));
  }

  private giveUp(error: Refused): void {
    for (const job of this.waiting) job.answer = error;
    this.waiting = [];
  }

  private get roomId(): string {
    return this.waiting[0]!.entry.roomId;
  }
}

const placed = (entry: Entry, last: Place, now: number): Stored => ({
  ...entry,
  seq: last.seq + 1,
  ordinal: last.ordinal + (entry.kind === "system" ? 0 : 1),
  at: Math.max(entry.at ?? now, last.at),
  editedAt: null,
  deletedAt: null,
});

const refusal = (error: unknown): Refused => {
  if (error instanceof Refused) return error;
  throw error;
};

const keyOf = ({ authorId, clientId }: Entry): string => `${authorId}\0${clientId}`;

// The same seq at the same time could only be another machine's by chance, and then both pass it on: heard is it once.
const isSame = (tried: Stored, found: Stored): boolean => tried.seq === found.seq && tried.at === found.at;

const unsettled = () =>
  new Refused("overloaded", { detail: "Too much is said here at once.", retryAfterMs: 500 });
