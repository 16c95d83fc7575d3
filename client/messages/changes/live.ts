import { createSignal, untrack } from "solid-js";

import type { Message, Reply } from "../../../src/protocol/message";
import type { HistoryEntry } from "../history";

interface Slot {
  now: () => Message;
  put: (message: Message) => void;
  /** The emojis that I have reacted with. Frames are the same for everyone, so they do not say. */
  mine: string[];
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
    get rev() {
      return now().rev;
    },
  };
  slots.set(message, { now, put: (next) => void put(next), mine: mineIn(entry), quoteRev: 0 });
  return message;
}

/** The message is `next` from now on, unless it is newer already. `saysMine`: it was made for me, not for everyone. */
export function change(entry: HistoryEntry | undefined, next: Message, saysMine: boolean): void {
  const slot = entry && slots.get(entry);
  if (!slot || (next.rev ?? 0) <= (untrack(slot.now).rev ?? 0)) return;
  if (saysMine) slot.mine = mineIn(next);
  // Its quote may have been made before one that is shown already.
  const replyTo = slot.quoteRev > 0 ? untrack(slot.now).replyTo : next.replyTo;
  slot.put({ ...next, replyTo, reactions: withMine(next, slot.mine) });
}

export function setMine(entry: HistoryEntry | undefined, emojis: string[]): void {
  const slot = entry && slots.get(entry);
  if (!slot) return;
  slot.mine = emojis;
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
