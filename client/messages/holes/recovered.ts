import { createStore } from "solid-js/store";

import type { HistoryEntry } from "../history";

export type Recovered = ReturnType<typeof createRecovered>;

// In ms: long enough to be read.
const SHOWN_MS = 6000;
// How many frames to remember: older ones are in their place by now.
const REMEMBERED = 300;

/** Counts, by room and for a moment, the messages of others that were missed and have been fetched. */
export function createRecovered(userId: string) {
  const [counts, setCounts] = createStore<Record<string, number>>({});
  const timers = new Map<string, ReturnType<typeof setTimeout>>();
  // Room and seq of the latest frames: those beyond a gap are fetched with what fills it, but were not missed.
  const received = new Set<string>();

  const count = (roomId: string): number => counts[roomId] ?? 0;

  function receive(roomId: string, seq: number): void {
    received.add(`${roomId} ${seq}`);
    if (received.size > REMEMBERED) received.delete(received.values().next().value ?? "");
  }

  /** These entries filled a gap in a timeline. */
  function closed(roomId: string, entries: HistoryEntry[]): void {
    const isMissed = (entry: HistoryEntry) =>
      entry.kind === "text" && entry.authorId !== userId && !received.has(`${roomId} ${entry.seq}`);
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
