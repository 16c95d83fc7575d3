// Scrolls through a long room and checks the positions of its messages.
import { expect } from "playwright/test";

import type { Person } from "./people";

export interface Walk {
  /** Every key that was on the page, in the room's order. */
  keys: number[];
  /** Whether at every step the messages were in order, without duplicates or gaps. */
  isInOrder: boolean;
  /** Each time a message was more than 1 px from its expected position. */
  jumps: string[];
  /** The maximum number of elements in the list. */
  mostNodes: number;
  /** How many pages were loaded above. */
  pages: number;
}

/**
 * Scrolls by `step` px (negative: up) without pausing until the message `seq` is on the page. Right after each page that is
 * loaded above, it scrolls by `turns` before it continues; on the way down, where none is loaded, it does so after some
 * pages.
 */
export function scrolls({ log }: Person, step: number, seq: number, turns: number[] = []): Promise<Walk> {
  return log.evaluate(
    async (list, { by: onward, until, detour }) => {
      const rows = () => [...list.querySelectorAll<HTMLElement>("[data-key]")];
      const keyOf = (one: HTMLElement) => Number(one.dataset["key"]);
      // Reports a browser that stops painting (see e2e/browser.ts) as such, instead of a walk that takes too long.
      const frame = () =>
        new Promise((painted, failed) => {
          const timer = setTimeout(() => failed(new Error("the browser painted nothing for 10 s")), 10_000);
          requestAnimationFrame(() => painted(clearTimeout(timer)));
        });
      const frames = async (count: number) => {
        for (let n = 0; n < count; n++) await frame();
      };
      const yOf = (one: HTMLElement) => one.getBoundingClientRect().top;
      // A row that will still be in view after the step.
      const inView = (by: number) => {
        const { top, height } = list.getBoundingClientRect();
        const share = by < 0 ? 0.3 : 0.7;
        return rows().find((one) => yOf(one) > top + height * share) ?? rows().at(-1)!;
      };
      const isInside = (y: number) => {
        const { top, bottom } = list.getBoundingClientRect();
        return y > top && y < bottom;
      };
      // A new page makes the list higher by at least this; remeasured rows change it less.
      const PAGE = 800;

      const seen = new Set<number>();
      const jumps: string[] = [];
      let [isInOrder, mostNodes, pages] = [true, 0, 0];
      let ahead: number[] = [];
      let [height, way] = [list.scrollHeight, 0];
      for (let patience = 1500; patience > 0; patience--) {
        const keys = rows().map(keyOf);
        isInOrder &&= keys.every((key, n) => n === 0 || key === keys[n - 1]! + 1);
        for (const key of keys) seen.add(key);
        mostNodes = Math.max(mostNodes, list.querySelectorAll("*").length);
        if (seen.has(until)) break;

        const isPage = list.scrollHeight > height + PAGE;
        if (isPage) pages++;
        if (isPage || way > 6 * PAGE) [ahead, way] = [detour.map((by) => by * -Math.sign(onward)), 0];
        height = list.scrollHeight;
        const by = ahead.shift() ?? onward;
        if (by === onward && by > 0) way += by;
        const watched = inView(by);
        const [key, before] = [keyOf(watched), yOf(watched)];
        const room = by < 0 ? -list.scrollTop : list.scrollHeight - list.clientHeight - list.scrollTop;
        const expected = by < 0 ? Math.max(by, room) : Math.min(by, room);
        list.scrollBy(0, expected);
        // Wait until it is painted.
        await frames(2);
        if (expected === 0) await frames(10);
        // Scrolled out of view: its position does not matter.
        if (!isInside(before - expected)) continue;
        // Found by key, because its row may have been recreated. A message that is gone counts as a jump, too.
        const now = rows().find((one) => keyOf(one) === key);
        const off = now ? yOf(now) - (before - expected) : NaN;
        if (!(Math.abs(off) <= 1))
          jumps.push(`${off} px at no. ${key} of ${keys[0]}…${keys.at(-1)}, by ${expected}`);
      }
      return { keys: [...seen].sort((a, b) => a - b), isInOrder, jumps, mostNodes, pages };
    },
    { by: step, until: seq, detour: turns },
  );
}

/** The rows of messages that the server has: their key is a seq. A draft's key is longer, and once it is stored, its row is another one. */
export const stored = ({ log, page }: Person) =>
  log.locator(".message").and(page.locator("xpath=//*[string-length(@data-key) < 32]"));

export const row = ({ log }: Person, seq: number) => log.locator(`[data-key="${seq}"]`);

export async function topOf(person: Person, seq: number): Promise<number> {
  const box = await row(person, seq).boundingBox();
  return box!.y;
}

/** Waits until scrolling has ended and the layout is stable: two samples in a row are the same. */
export async function standsStill({ log }: Person): Promise<void> {
  const look = () =>
    log.evaluate((list) => {
      // The list disables pointer events while it scrolls.
      const isScrolling = list.querySelector<HTMLElement>(":scope > section")?.style.pointerEvents === "none";
      return `${isScrolling} ${list.scrollTop} ${list.scrollHeight} ${list.querySelectorAll("[data-key]").length}`;
    });
  await expect
    .poll(async () => {
      const first = await look();
      await log.evaluate(
        () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))),
      );
      return first.startsWith("false") && first === (await look());
    })
    .toBe(true);
}

/** The seq of a message well inside the view. */
export const inView = ({ log }: Person): Promise<number> =>
  log.evaluate((list) => {
    const { top, height } = list.getBoundingClientRect();
    const rows = [...list.querySelectorAll<HTMLElement>("[data-key]")];
    return Number(rows.find((one) => one.getBoundingClientRect().top > top + height / 3)!.dataset["key"]);
  });

/** The seq of the last message that is at least half in view. */
export const lowestInView = ({ log }: Person): Promise<number> =>
  log.evaluate((list) => {
    const end = list.getBoundingClientRect().bottom;
    const rows = [...list.querySelectorAll<HTMLElement>("[data-key]")];
    const isIn = (one: HTMLElement) => {
      const { top, bottom } = one.getBoundingClientRect();
      return bottom > top && (top + bottom) / 2 <= end;
    };
    return Number(rows.findLast(isIn)!.dataset["key"]);
  });

/** Numbered texts of different lengths. */
export const numbered = (from: number, to: number): string[] =>
  Array.from({ length: to - from + 1 }, (_, n) =>
    `no. ${from + n} ${"potato ".repeat((from + n) % 23)}`.trim(),
  );
