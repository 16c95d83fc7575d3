import { Refused } from "../../../../src/errors";
import type { Appended, NewMessage, Stored } from "../../history";
import { placed, type RoomHead } from "../../placing";
import { type Clock, patiently } from "./patience";

/**
 * Assigns seqs where several machines write to one room and none of them knows what the others do.
 *
 * Two unique indexes decide: (room, seq) and (room, author, clientId). A batch is one ordered insert of consecutive seqs
 * after the last message known. That is a guess: if it is wrong the insert stops at the first duplicate; then this reads
 * what is stored, renumbers the rest, in order, and continues.
 *
 * Why there is never a hole, whatever failed or still runs: each write of a seq comes right after the same ordered insert
 * has written the one before it, or after that one was read as, or acknowledged as, on a majority; and what is on a
 * majority stays. So at every moment each seq that is stored has the one before it, even while an insert that we have
 * given up still runs on the server: either it wins the next seq, and then our own insert stops there and we find its
 * message as the first under its clientId; or we win, and it stops, for good, at its first seq that is taken. What it
 * wrote before is a prefix of the batch, so that each sender's order holds as well.
 *
 * Why `at` never falls: the message that wins seq n took its time from the message n - 1 that its writer knew, and there
 * is only one of those.
 */
export type MessageStore = {
  /** Inserts in this order, and stops at the first duplicate. Throws if it is unknown how far it came. */
  insert(messages: Stored[]): Promise<Inserted>;
  /** The newest message that is on a majority. */
  last(roomId: string): Promise<RoomHead>;
  /** The messages on a majority under these authors' clientIds, in any order. */
  findByClientIds(roomId: string, keys: NewMessage[]): Promise<Stored[]>;
};

/** How many were inserted; `isStopped`: the next one's seq or clientId is taken. */
export type Inserted = { count: number; isStopped: boolean };

type NumberedMessage = {
  entry: NewMessage;
  /** What may have been stored of it by inserts of unknown outcome. If one of these is found, it is no repeat. */
  tried: Stored[];
  answer?: Appended | Refused;
};

// Messages in one insert. FerretDB 1.24 splits larger ones, and continues with the next part after one was stopped.
export const AT_ONCE = 100;

type Means = { store: MessageStore; clock: Clock };

/** Stores messages of one room, in order, and returns an answer for each. `guess` is the last message known, if any. */
export async function storeNumbered(
  entries: NewMessage[],
  guess: RoomHead | undefined,
  means: Means,
): Promise<(Appended | Refused)[]> {
  const attempts = new Map<string, NumberedMessage>();
  for (const entry of entries)
    if (!attempts.has(keyOf(entry))) attempts.set(keyOf(entry), { entry, tried: [] });
  await new NumberedBatch(means, [...attempts.values()]).store(guess);
  const answered = new Set<string>();
  return entries.map((entry) => {
    const key = keyOf(entry);
    const answer = attempts.get(key)!.answer!;
    const isAgain = answered.has(key);
    answered.add(key);
    return isAgain && !(answer instanceof Refused) ? { ...answer, isRepeat: true } : answer;
  });
}

class NumberedBatch {
  private head: RoomHead | undefined;
  private isUnsure = false;

  constructor(
    private readonly means: Means,
    private waiting: NumberedMessage[],
  ) {}

  async store(guess: RoomHead | undefined): Promise<void> {
    this.head = guess;
    const error = await patiently(this.means.clock, {
      step: () => this.step(),
      left: () => this.waiting.length,
    });
    for (const attempt of this.waiting) attempt.answer = error ?? contended();
  }

  private async step(): Promise<void> {
    if (this.isUnsure) await this.reread();
    if (this.waiting.length === 0) return;
    this.head ??= await this.means.store.last(this.roomId);
    const { count, isStopped } = await this.insert(this.placedAfter(this.head));
    // The duplicate that stopped us is not on a majority yet: it will be, or it is rolled back.
    if (isStopped && !(await this.reread()) && count === 0) throw contended();
  }

  private async insert(messages: Stored[]): Promise<Inserted> {
    try {
      const inserted = await this.means.store.insert(messages);
      for (const message of messages.slice(0, inserted.count)) {
        this.waiting.shift()!.answer = { message, isRepeat: false };
        this.head = message;
      }
      return inserted;
    } catch (error) {
      for (const [nth, message] of messages.entries()) this.waiting[nth]!.tried.push(message);
      this.isUnsure = true;
      throw error;
    }
  }

  /**
   * Reads what is stored, by whichever machine: messages of this batch are answered, the rest goes after the last one.
   * Returns whether anything was new.
   */
  private async reread(): Promise<boolean> {
    const { store } = this.means;
    const entries = this.waiting.map(({ entry }) => entry);
    const [found, last] = await Promise.all([
      store.findByClientIds(this.roomId, entries),
      store.last(this.roomId),
    ]);
    const byKey = new Map(found.map((message) => [keyOf(message), message]));
    for (const attempt of this.waiting) {
      const message = byKey.get(keyOf(attempt.entry));
      if (message)
        attempt.answer = { message, isRepeat: !attempt.tried.some((tried) => isSame(tried, message)) };
    }
    this.waiting = this.waiting.filter(({ answer }) => !answer);
    const known = this.head?.seq;
    this.head = found.reduce<RoomHead>((newest, one) => (one.seq > newest.seq ? one : newest), last);
    this.isUnsure = false;
    return found.length > 0 || this.head.seq !== known;
  }

  private placedAfter(head: RoomHead): Stored[] {
    let last = head;
    return this.waiting
      .slice(0, AT_ONCE)
      .map(({ entry }) => (last = placed(entry, last, this.means.clock.now())));
  }

  private get roomId(): string {
    return this.waiting[0]!.entry.roomId;
  }
}

const keyOf = ({ authorId, clientId }: NewMessage): string => `${authorId}\0${clientId}`;

// Another machine could have stored it with the same seq and time only by chance; then both publish it, and it is delivered
// once.
const isSame = (tried: Stored, found: Stored): boolean => tried.seq === found.seq && tried.at === found.at;

const contended = () =>
  new Refused("overloaded", { detail: "Too much is said here at once.", retryAfterMs: 500 });
