import type { HistoryEntry } from "./history";

/** A stretch of a room's history without a hole, up to `last`; ascending by seq, each seq once. */
export interface Timeline {
  state: "loading" | "ready" | "failed";
  /** A new number means that another stretch was loaded: no row is where it was. */
  stretch: number;
  entries: HistoryEntry[];
  last: number;
  hasBefore: boolean;
  /** It reaches the newest message and is kept up to date. If false, newer messages are loaded by scrolling. */
  isLive: boolean;
  /** My read cursor when I opened the room; undefined if I had read everything. */
  readUpTo?: number;
  /** The message that this stretch was loaded to show. */
  lookedFor?: number;
}

// How many entries are kept of a room that is opened again.
const KEPT = 200;

/** Whether this seq is loaded, or there is nothing before what is loaded. */
export const isWithin = ({ entries, hasBefore }: Timeline, seq: number | undefined): boolean =>
  seq === undefined || !hasBefore || (entries[0]?.seq ?? Infinity) <= seq;

/** The newest entries, from a while before the ones that I have not read. */
export function shorten(timeline: Timeline, readUpTo: number | undefined): Timeline {
  const from = Math.min(timeline.last, readUpTo ?? Infinity) - KEPT;
  const entries = timeline.entries.filter(({ seq }) => seq > from);
  const hasBefore = timeline.hasBefore || entries.length < timeline.entries.length;
  return { ...timeline, entries, hasBefore, readUpTo };
}

/** A frame that arrived while the page was on its way is in both. */
export function append(timeline: Timeline, entries: HistoryEntry[], reachesEnd: boolean): Timeline {
  const fresh = entries.filter(({ seq }) => seq > timeline.last);
  const isLive = timeline.isLive || reachesEnd;
  if (fresh.length === 0 && isLive === timeline.isLive) return timeline;
  const last = fresh.at(-1)?.seq ?? timeline.last;
  return { ...timeline, entries: [...timeline.entries, ...fresh], last, isLive };
}

export const prepend = (timeline: Timeline, entries: HistoryEntry[], hasBefore: boolean): Timeline => ({
  ...timeline,
  entries: [...entries, ...timeline.entries],
  hasBefore,
});
