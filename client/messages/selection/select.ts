import type { Message } from "../../../src/protocol/message";
import { isText } from "../changes/editing";
import type { HistoryEntry } from "../history";

// Which messages are selected, as pure functions of what is pressed and of what arrives.

/** More would be a selection that nobody looks through. */
export const MOST_SELECTED = 100;

export interface Selected {
  /** By seq: they stay so while others arrive, while they change, and where another part of the history is loaded. */
  chosen: ReadonlyMap<number, Message>;
  /** Where a range begins: the one that was pressed last. */
  anchor: number;
  /** The last press would have been one too many. */
  isFull: boolean;
}

export const begin = (first: Message): Selected => ({
  chosen: new Map([[first.seq, first]]),
  anchor: first.seq,
  isFull: false,
});

/** Ascending, each as it is loaded now, if it is. One that is deleted is not selected any more. */
export const messagesIn = ({ chosen }: Selected, loaded: ReadonlyMap<number, HistoryEntry>): Message[] =>
  [...chosen.values()]
    .map((message): HistoryEntry => loaded.get(message.seq) ?? message)
    .filter(isText)
    .sort((one, other) => one.seq - other.seq);

/** `now`: those that are selected. */
export function toggle(now: Message[], message: Message): Selected {
  const isOn = now.some(({ seq }) => seq === message.seq);
  const kept = isOn ? now.filter(({ seq }) => seq !== message.seq) : now;
  return { ...withMore(kept, isOn ? [] : [message]), anchor: message.seq };
}

/** With all from the one that was pressed last up to this one, in `entries`; of too many those nearest to that. */
export function extend(
  { anchor }: Selected,
  now: Message[],
  { to, entries }: { to: Message; entries: HistoryEntry[] },
): Selected {
  const [from, until] = [Math.min(anchor, to.seq), Math.max(anchor, to.seq)];
  const range = entries.filter(isText).filter(({ seq }) => seq >= from && seq <= until);
  return { ...withMore(now, to.seq < anchor ? range.reverse() : range), anchor };
}

function withMore(now: Message[], more: Message[]): Omit<Selected, "anchor"> {
  const chosen = new Map(now.map((message) => [message.seq, message]));
  for (const message of more) if (chosen.size < MOST_SELECTED) chosen.set(message.seq, message);
  return { chosen, isFull: more.some(({ seq }) => !chosen.has(seq)) };
}

/** As they are now. Those that are loaded change by themselves, all others only so. */
export function learn(selected: Selected, changed: Message[]): Selected {
  const mine = changed.filter(({ seq }) => selected.chosen.has(seq));
  if (mine.length === 0) return selected;
  const newer = mine.map((message) => [message.seq, message] as const);
  return { ...selected, chosen: new Map([...selected.chosen, ...newer]), isFull: false };
}
