import { createSignal } from "solid-js";

import { habitKey } from "../../auth/habits";
import { ofBrowser } from "../../browser/storage";

const MOST = 8;

export type RecentSearches = ReturnType<typeof createRecent>;

/** What this user has searched for in this browser, the latest first. It ends with a sign-out. */
export function createRecent(userId: string, browser = ofBrowser) {
  const key = habitKey("searches", userId);
  const [all, setAll] = createSignal(stored());

  function stored(): string[] {
    try {
      const kept: unknown = JSON.parse(browser.get(key) ?? "[]");
      return Array.isArray(kept) ? kept.filter((one) => typeof one === "string").slice(0, MOST) : [];
    } catch {
      return [];
    }
  }

  // Another tab may have added some meanwhile.
  function change(next: (before: string[]) => string[]): void {
    setAll(next(stored()).slice(0, MOST));
    browser.set(key, all().length > 0 ? JSON.stringify(all()) : undefined);
  }

  return {
    all,
    add: (query: string) => change((before) => [query, ...before.filter((one) => one !== query)]),
    remove: (query: string) => change((before) => before.filter((one) => one !== query)),
  };
}
