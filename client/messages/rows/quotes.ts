import { createSignal, untrack } from "solid-js";

import { isRefused } from "../../api";
import { type HistoryEntry, fetchPage } from "../history";
import { type Brief, briefOf } from "../menu/excerpt";

/** Undefined while it is being fetched; null if I may not see it. */
type Excerpt = Brief | null | undefined;

interface ExcerptSlot {
  now: () => Excerpt;
  put: (excerpt: Excerpt) => void;
}

interface QuoteOptions {
  /** The loaded entries of the room. */
  entriesIn: (roomId: string) => HistoryEntry[];
  /** Whether I may see this seq: it is from after I joined. */
  isMine: (roomId: string, seq: number) => boolean;
}

/**
 * Excerpts of quoted messages whose frame had none: a frame is the same for all members, and one of them joined after the
 * quoted message. Each excerpt is fetched once, and only if I may see it.
 */
export function createQuotes({ entriesIn, isMine }: QuoteOptions) {
  const slots = new Map<string, ExcerptSlot>();

  function excerptOf(roomId: string, seq: number): Excerpt {
    if (!isMine(roomId, seq)) return null;
    const key = `${roomId} ${seq}`;
    const known = slots.get(key);
    if (known) return known.now();
    const here = untrack(() => entriesIn(roomId)).find((entry) => entry.seq === seq);
    const [now, setNow] = createSignal<Excerpt>(here && quotedOf(here));
    const slot = { now, put: setNow };
    slots.set(key, slot);
    if (!here) void load(roomId, seq, slot);
    return slot.now();
  }

  async function load(roomId: string, seq: number, { put }: ExcerptSlot): Promise<void> {
    try {
      const { messages } = await fetchPage(roomId, { around: seq }, 1);
      put(messages[0] ? quotedOf(messages[0]) : null);
    } catch (error) {
      if (isRefused(error, "not-found")) put(null);
      // The next row that shows it fetches again.
      else slots.delete(`${roomId} ${seq}`);
    }
  }

  return { excerptOf };
}

/** Empty if it was deleted. */
const quotedOf = (entry: HistoryEntry): Excerpt => (entry.kind === "hidden" ? null : briefOf(entry));
