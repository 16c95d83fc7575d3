import { createSignal, untrack } from "solid-js";

import type { Message, Reply } from "../../../src/protocol/message";
import type { HistoryEntry } from "../history";

interface Slot {
  now: () => Message;
  put: (message: Message) => void;
  /** The emojis that I have reacted with. Frames are the same for everyone, so they do not say. */
  mine: string[];
  /** As of this rev: frames and answers can overtake each other. */
  mineRev: number;
  /** The rev of the change that the quote shows, as far as that is known. */
  quoteRev: number;
}

const slots = new WeakMap<HistoryEntry, Slot>();

/**
 * The entry as an object that stays the same while its message changes, so that its row, its focus and what is selected in it
 * stay, too: what can change is read from a signal.
 */
export function live(entry: HistoryEntry): HistoryEntry {
  if (entry.kind === "hidden") return entry;
  const [now, put] = createSignal(entry);
  const message: Message = {
    ...entry,
    get text() {
      return now().text;
    },
    get replyTo() {
      return now().replyTo;
    },
    get mentions() {
      return now().mentions;
    },
    get attachments() {
      return now().attachments;
    },
    get reactions() {
      return now().reactions;
    },
    get editedAt() {
      return now().editedAt;
    },
    get deletedAt() {
      return now().deletedAt;
    },
    get pin() {
      return now().pin;
    },
    get forwardedFrom() {
      return now().forwardedFrom;
    },
    get noPreview() {
      return now().noPreview;
    },
    get rev() {
      return now().rev;
    },
  };
  slots.set(message, {
    now,
    put: (next) => void put(next),
    mine: mineIn(entry),
    mineRev: entry.rev ?? 0,
    quoteRev: 0,
  });
  return message;
}

/** The message is `next` from now on, unless it is newer already. `saysMine`: it was made for me, not for everyone. */
export function change(entry: HistoryEntry | undefined, next: Message, saysMine: boolean): void {
  const slot = entry && slots.get(entry);
  if (!slot) return;
  const rev = next.rev ?? 0;
  // What was made for everyone may have brought the message here already, or further.
  if (saysMine) setMine(entry, { rev, emojis: mineIn(next) });
  if (rev <= (untrack(slot.now).rev ?? 0)) return;
  // Its quote may have been made before one that is shown already.
  const replyTo = slot.quoteRev > 0 ? untrack(slot.now).replyTo : next.replyTo;
  slot.put({ ...next, replyTo, reactions: withMine(next, slot.mine) });
}

/** What I have reacted with, as of a rev. */
export interface MyReactions {
  rev: number;
  emojis: string[];
}

export function setMine(entry: HistoryEntry | undefined, { rev, emojis }: MyReactions): void {
  const slot = entry && slots.get(entry);
  if (!slot || rev <= slot.mineRev) return;
  Object.assign(slot, { mine: emojis, mineRev: rev });
  const now = untrack(slot.now);
  slot.put({ ...now, reactions: withMine(now, emojis) });
}

/** The message that it answers has changed, under this rev. An older frame may come later. */
export function requote(entry: HistoryEntry, quote: Partial<Reply>, rev: number): void {
  const slot = slots.get(entry);
  const now = slot && untrack(slot.now);
  if (!slot || !now?.replyTo || now.replyTo.hidden || rev < slot.quoteRev) return;
  slot.quoteRev = rev;
  slot.put({ ...now, replyTo: { ...now.replyTo, ...quote } });
}

const mineIn = ({ reactions }: Message): string[] =>
  reactions.flatMap(({ emoji, mine }) => (mine ? [emoji] : []));

const withMine = ({ reactions }: Message, mine: string[]): Message["reactions"] =>
  reactions.map(({ emoji, count }) => ({ emoji, count, mine: mine.includes(emoji) }));
