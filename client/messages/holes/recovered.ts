import { createStore } from "solid-js/store";

import type { TimelineEntry } from "../history";

export type Recovered = ReturnType<typeof createRecovered>;

// Long enough to be read, short enough not to be in the way, in ms.
const SHOWN_MS = 6000;
// What was heard longer ago than that is in its place by now.
const HEARD = 300;

/** What others said while this page was not listening, and what was fetched since: counted for a moment, room by room. */
export function createRecovered(userId: string) {
  const [counts, setCounts] = createStore<Record<string, number>>({});
  const timers = new Map<string, ReturnType<typeof setTimeout>>();
  // By room and seq, the latest of all: what is heard beyond a hole is fetched with what fills it, but was not missed.
  const heard = new Set<string>();

  const count = (roomId: string): number => counts[roomId] ?? 0;

  function receive(roomId: string, seq: number): void {
    heard.add(`${roomId} ${seq}`);
    if (heard.size > HEARD) heard.delete(heard.values().next().value ?? "");
  }

  /** A hole in what is on screen, or was a moment ago, is closed by these. */
  function closed(roomId: string, entries: TimelineEntry[]): void {
    const isMissed = (entry: TimelineEntry) =>
      entry.kind === "text" && entry.authorId !== userId && !heard.has(`${roomId} ${entry.seq}`);
    const missed = entries.filter(isMissed).length;
    if (missed === 0) return;
    setCounts(roomId, count(roomId) + missed);
    clearTimeout(timers.get(roomId));
    timers.set(
      roomId,
      setTimeout(() => setCounts(roomId, 0), SHOWN_MS),
    );
  }

  return { count, receive, closed };
}
