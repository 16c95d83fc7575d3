import { createSignal, untrack } from "solid-js";

import { isRefused } from "../../api";
import { type TimelineEntry, fetchPage } from "../history";
import { quoteOf } from "../menu/quote";

/** Nothing as long as it is being fetched; null where it is not mine to see. */
type Excerpt = string | null | undefined;

interface ExcerptSlot {
  now: () => Excerpt;
  put: (excerpt: Excerpt) => void;
}

interface QuoteOptions {
  /** What is here of the room. */
  entriesIn: (roomId: string) => TimelineEntry[];
  /** Whether it was said in my time. */
  isMine: (roomId: string, seq: number) => boolean;
}

/**
 * What messages answer, where the frame that brought them could not say it: it is one for all who hear it, and someone came
 * in after that. Asked for once, and only where it may be seen.
 */
export function createQuotes({ entriesIn, isMine }: QuoteOptions) {
  const slots = new Map<string, ExcerptSlot>();

  function excerptOf(roomId: string, seq: number): Excerpt {
    if (!isMine(roomId, seq)) return null;
    const key = `${roomId} ${seq}`;
    const known = slots.get(key);
    if (known) return known.now();
    const here = untrack(() => entriesIn(roomId)).find((entry) => entry.seq === seq);
    const [now, setNow] = createSignal<Excerpt>(here && textOf(here));
    const slot = { now, put: setNow };
    slots.set(key, slot);
    if (!here) void look(roomId, seq, slot);
    return slot.now();
  }

  async function look(roomId: string, seq: number, { put }: ExcerptSlot): Promise<void> {
    try {
      const { messages } = await fetchPage(roomId, { around: seq }, 1);
      put(messages[0] ? textOf(messages[0]) : null);
    } catch (error) {
      if (isRefused(error, "not-found")) put(null);
      // Whoever shows it next asks again.
      else slots.delete(`${roomId} ${seq}`);
    }
  }

  return { excerptOf };
}

/** Empty where it was deleted. */
const textOf = (entry: TimelineEntry): Excerpt => (entry.kind === "hidden" ? null : quoteOf(entry).excerpt);
