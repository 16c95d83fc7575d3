import { expect } from "bun:test";

import type { Hit, SearchResults } from "../../search/model";
import type { Guest } from "../people/guests";

// For tests: searches, as a client does it.

// Promised (wire.md, section 11): what was sent can be found, and what was deleted cannot.
export const SOON_MS = 1000;

type Asked = Record<string, string | number>;
type Found = SearchResults & { texts: string[] };

export async function searched(guest: Guest, q: string, more: Asked = {}): Promise<Found> {
  const query = new URLSearchParams({ q });
  for (const [name, value] of Object.entries(more)) query.set(name, String(value));
  const { status, body } = await guest.call("GET", `/api/search?${query}`);
  expect(status).toBe(200);
  return { ...body, texts: body.hits.map(({ message }: Hit) => message.text) };
}

/** Asks until these texts are found, for as long as is promised once all is indexed. */
export async function finds(guest: Guest, q: string, texts: string[], more: Asked = {}): Promise<Found> {
  let until = Infinity;
  for (;;) {
    const found = await searched(guest, q, more);
    if (!found.isComplete) continue;
    until = Math.min(until, performance.now() + SOON_MS);
    if (performance.now() < until && !Bun.deepEquals(found.texts, texts)) continue;
    expect(found.texts).toEqual(texts);
    return found;
  }
}
