import { Refused } from "../../../../src/errors";
import type { MessageChange, Changed, Stored } from "../../history";
import { changedInTurn, isChange } from "../../placing";
import type { Inserted } from "../numbering/numbering";
import { type Clock, patiently } from "../numbering/patience";

/**
 * Numbers the changes of a room where several machines change its messages and none of them knows what the others do.
 *
 * A change is first stored by itself, under the next rev of its room, with what it makes of its message; then the message is
 * replaced, if that has no later rev. The unique index (room, rev) decides, by the argument of numbering/numbering.ts: a rev
 * is written only after the one before it was read, or acknowledged, on a majority. What a change makes of its message is
 * computed from that message with all earlier changes applied, and it is written only if none has come between.
 *
 * A crash between the two leaves changes that are due. Whoever reads up to where a room has changed, or changes it next,
 * applies these first (`settle`).
 */
export type ChangeStore = {
  /** Inserts in this order, and stops at the first rev that is taken. Throws if it is unknown how far it came. */
  insert(changes: NumberedChange[]): Promise<Inserted>;
  /** The newest rev that is on a majority; 0 if there is none. */
  last(roomId: string): Promise<number>;
  /** Which of these changes, by `op`, are on a majority with a rev above `after`. */
  stored(roomId: string, after: number, ops: string[]): Promise<Set<string>>;
  /** Applies what is due in the room. */
  settle(roomId: string): Promise<void>;
  find(roomId: string, seqs: number[]): Promise<Stored[]>;
  pinned(roomId: string): Promise<Stored[]>;
  /** Replaces messages that have no later rev, and marks their changes as applied. */
  apply(changes: NumberedChange[]): Promise<void>;
};

/** `message` is what it makes of its message, with its rev. `op` names it: what was inserted is recognised by it. */
export type NumberedChange = { op: string; message: Stored };

type WaitingChange = { change: MessageChange; op: string; answer?: Changed | Refused };

// Changes in one insert.
const AT_ONCE = 100;

type Means = { store: ChangeStore; clock: Clock };

/** Stores changes of one room, in order, and returns an answer for each. */
export async function changeNumbered(changes: MessageChange[], means: Means): Promise<(Changed | Refused)[]> {
  const all = changes.map((change): WaitingChange => ({ change, op: crypto.randomUUID() }));
  await new ChangeBatch(means, all).store();
  return all.map(({ answer }) => answer!);
}

class ChangeBatch {
  private waiting: WaitingChange[];
  /** Set once an insert had an unknown outcome, for it may still run: the last rev before it. */
  private unsureAfter: number | undefined;

  constructor(
    private readonly means: Means,
    all: WaitingChange[],
  ) {
    this.waiting = [...all];
  }

  async store(): Promise<void> {
    const error = await patiently(this.means.clock, {
      step: () => this.step(),
      left: () => this.waiting.length,
    });
    for (const one of this.waiting) one.answer = error ?? contended();
  }

  private async step(): Promise<void> {
    const { store } = this.means;
    const rev = await store.last(this.roomId);
    await store.settle(this.roomId);
    if (this.unsureAfter !== undefined) await this.recognise(this.unsureAfter);
    if (this.waiting.length === 0) return;
    const part = this.waiting.slice(0, AT_ONCE);
    const messages = await store.find(this.roomId, [...new Set(part.map(({ change }) => change.seq))]);
    const bySeq = new Map(messages.map((message) => [message.seq, message]));
    // As all that is read here: a change that came between takes the rev of the first one here.
    const isCounted = part.some(({ change }) => change.countsPins);
    const pins = isCounted ? (await store.pinned(this.roomId)).length : 0;
    const outcomes = changedInTurn(
      part.map(({ change }) => change),
      { find: ({ seq }) => bySeq.get(seq), lastRev: () => rev, pins: () => pins },
    );
    const numbered = part.flatMap(({ op }, nth): NumberedChange[] => {
      const outcome = outcomes[nth]!;
      return isChange(outcome) ? [{ op, message: outcome.message }] : [];
    });
    const count = numbered.length > 0 ? await this.insert(numbered, rev) : 0;
    // What follows the first change that was not inserted was computed from it.
    let left = count;
    for (const outcome of outcomes) {
      if (isChange(outcome) && left-- === 0) return;
      this.waiting.shift()!.answer = outcome;
    }
  }

  /** Returns how many were inserted, and applied. */
  private async insert(numbered: NumberedChange[], rev: number): Promise<number> {
    const { store } = this.means;
    try {
      const { count } = await store.insert(numbered);
      // The rev that stopped us is not on a majority yet: it will be, or it is rolled back.
      if (count === 0) throw contended();
      await store.apply(numbered.slice(0, count));
      return count;
    } catch (error) {
      this.unsureAfter ??= rev;
      throw error;
    }
  }

  /** Answers those that an insert of unknown outcome has stored. */
  private async recognise(after: number): Promise<void> {
    const { store } = this.means;
    const ops = this.waiting.map(({ op }) => op);
    const stored = await store.stored(this.roomId, after, ops);
    const changed = this.waiting.filter(({ op }) => stored.has(op));
    // It may have stored them after the last time.
    if (changed.length > 0) await store.settle(this.roomId);
    const seqs = [...new Set(changed.map(({ change }) => change.seq))];
    const messages = new Map((await store.find(this.roomId, seqs)).map((message) => [message.seq, message]));
    for (const one of changed) one.answer = { message: messages.get(one.change.seq)!, isChanged: true };
    this.waiting = this.waiting.filter(({ answer }) => !answer);
  }

  private get roomId(): string {
    return this.waiting[0]!.change.roomId;
  }
}

const contended = () =>
  new Refused("overloaded", { detail: "Too much is changed here at once.", retryAfterMs: 500 });
