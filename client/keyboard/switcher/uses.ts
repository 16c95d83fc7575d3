import { habitKey } from "../../auth/habits";
import { ofBrowser } from "../../browser/storage";

// Where this user goes, and how often, in this browser. It ends with a sign-out.

/** Its worth when it was used last, and when that was, in ms. */
type Use = [worth: number, at: number];

// In ms. A visit counts half after a week: what someone did every day last month is behind what they do now.
const HALF_LIFE = 7 * 86_400_000;
// Nobody finds the next one by its rank.
const MOST = 100;

export type Uses = ReturnType<typeof createUses>;

export function createUses(userId: string, { browser, now } = { browser: ofBrowser, now: Date.now }) {
  const key = habitKey("uses", userId);

  function stored(): Record<string, Use> {
    try {
      const kept: unknown = JSON.parse(browser.get(key) ?? "{}");
      const all = typeof kept === "object" && kept !== null ? Object.entries(kept) : [];
      return Object.fromEntries(all.filter((one): one is [string, Use] => isUse(one[1])));
    } catch {
      return {};
    }
  }

  // A clock that was set back makes nothing worth more.
  const worthNow = ([worth, at]: Use): number => worth * 0.5 ** (Math.max(0, now() - at) / HALF_LIFE);

  /** Another visit. */
  function add(id: string): void {
    const { [id]: before, ...others } = stored();
    const use: Use = [1 + (before ? worthNow(before) : 0), now()];
    const all = Object.entries({ ...others, [id]: use });
    const best = all.sort(([, one], [, other]) => worthNow(other) - worthNow(one)).slice(0, MOST);
    browser.set(key, JSON.stringify(Object.fromEntries(best)));
  }

  /** How much each place is used; 0 for those that are not here. */
  function worths(): (id: string) => number {
    const all = stored();
    return (id) => (all[id] ? worthNow(all[id]) : 0);
  }

  return { add, worths };
}

const isUse = (value: unknown): value is Use =>
  Array.isArray(value) && value.length === 2 && value.every((part) => Number.isFinite(part));
