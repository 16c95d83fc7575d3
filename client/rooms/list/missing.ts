import { batch } from "solid-js";

import type { Room } from "../../../src/protocol/room";

const RETRY_MS = 3000;

export interface RoomsPage {
  rooms: Room[];
  // Of the next page; null after the last one.
  cursor: string | null;
}

interface List {
  // A page of my list of rooms, newest first. Throws when it cannot be had now.
  fetchPage: (cursor: string | undefined) => Promise<RoomsPage>;
  put: (room: Room) => void;
  // Nothing is missing any more.
  onComplete: () => void;
}

/**
 * Fetches the rooms of which something is missing here. A welcome comes in parts, and each of them may miss hundreds: all
 * share one way through the list, which ends at the last missing room. Returns how to name those that are missing, also none:
 * their ids and the heads that they have at least.
 */
export function createMissing({ fetchPage, put, onComplete }: List): (heads: Map<string, number>) => void {
  const missing = new Map<string, number>();
  let isFetching = false;

  async function fetchAll(): Promise<void> {
    if (isFetching) return;
    isFetching = true;
    try {
      while (missing.size > 0) await walk();
      onComplete();
    } catch {
      setTimeout(() => void fetchAll(), RETRY_MS);
    } finally {
      isFetching = false;
    }
  }

  async function walk(): Promise<void> {
    // Those that are added meanwhile may stand above the page that comes next: they are looked for once more.
    const wanted = [...missing.keys()];
    let cursor: string | null | undefined;
    while (cursor !== null && missing.size > 0) {
      const page = await fetchPage(cursor);
      batch(() => page.rooms.forEach(put));
      // A page that was asked for before may be older than what is missing.
      for (const { id, head } of page.rooms) if (head >= (missing.get(id) ?? 0)) missing.delete(id);
      ({ cursor } = page);
    }
    // The rest is not in the list any more.
    if (cursor === null) for (const id of wanted) missing.delete(id);
  }

  return (heads) => {
    for (const [id, head] of heads) missing.set(id, head);
    void fetchAll();
  };
}
