// The search page, as people find their way in it.
import { expect } from "playwright/test";

import type { Person } from "../people";
import { type Account, by, type Made } from "../rest";

/** The page itself: beside a room, or on a phone over it. */
export const finder = ({ page }: Person) => {
  const named = { name: /^Search (messages|in)/ };
  return page.getByRole("region", named).or(page.getByRole("main", named));
};

export const searchField = ({ page }: Person) => page.getByRole("combobox", { name: "Search messages" });

export const hits = ({ page }: Person) => page.getByRole("listbox", { name: "Results" }).getByRole("option");

/** In the open room. */
export async function searches(person: Person, text: string): Promise<void> {
  await person.page.keyboard.press("Control+f");
  await expect(searchField(person)).toBeFocused();
  await searchField(person).fill(text);
}

export async function searchesEverywhere(person: Person, text: string): Promise<void> {
  await person.page.keyboard.press("Control+Shift+f");
  await expect(searchField(person)).toBeFocused();
  await searchField(person).fill(text);
}

/** What was sent a moment ago may take a second to be found. */
export async function areFindable(who: Account, room: Made, q: string, count: number): Promise<void> {
  await expect.poll(() => countOf(who, room, q)).toBe(count);
}

async function countOf(who: Account, room: Made, q: string): Promise<number> {
  let count = 0;
  for (let cursor: string | null = ""; cursor !== null;) {
    const query = new URLSearchParams({ q, roomId: room.id, ...(cursor && { cursor }) });
    const page = (await by(who, "GET", `/api/search?${query}`)) as { hits: unknown[]; cursor: string | null };
    count += page.hits.length;
    ({ cursor } = page);
  }
  return count;
}
