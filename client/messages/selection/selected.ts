import { createMemo, createSignal } from "solid-js";

import type { Message } from "../../../src/protocol/message";
import type { HistoryEntry } from "../history";
import { begin, extend, learn, messagesIn, toggle } from "./select";

interface SelectionOptions {
  first: Message;
  /** The loaded entries of the room, ascending. */
  entries: () => HistoryEntry[];
  /** A range leaves out what is not shown. */
  isShown: (entry: HistoryEntry) => boolean;
}

/** The messages that are selected, to be shown; the rules are in select.ts. */
export function createSelection({ first, entries, isShown }: SelectionOptions) {
  const [selected, setSelected] = createSignal(begin(first));
  const loaded = createMemo(() => new Map(entries().map((entry) => [entry.seq, entry])));
  const messages = createMemo(() => messagesIn(selected(), loaded()));
  const seqs = createMemo(() => new Set(messages().map(({ seq }) => seq)));

  /** Selects it, or no longer does, or all up to it; false where those are too many. */
  function press(message: Message, isRange: boolean): boolean {
    const range = () => ({
      to: message,
      entries: entries().filter((entry) => entry.seq === message.seq || isShown(entry)),
    });
    const next = isRange ? extend(selected(), messages(), range()) : toggle(messages(), message);
    setSelected(next);
    return !next.isFull;
  }

  return {
    messages,
    isSelected: (seq: number): boolean => seqs().has(seq),
    press,
    learn: (changed: Message[]): void => void setSelected((now) => learn(now, changed)),
  };
}
