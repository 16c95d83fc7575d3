// How someone reads a long room: scrolling, and looking at what is where.
import { expect } from "playwright/test";

import type { Person } from "./people";

export interface Walk {
  /** Every key that was on the page, in the order in which it stands in the room. */
  keys: number[];
  /** Of all steps: whether what was there stood in order, without a repeat or a hole. */
  isInOrder: boolean;
  /** Where a message was more than 1 px from where scrolling should have put it. */
  jumps: string[];
  /** The most elements that the rows ever took. */
  mostNodes: number;
  /** So many came in above. */
  pages: number;
}

/**
 * Scrolls on by `step` px (up where it is negative) until the message `seq` is on the page, without ever resting.
 * It goes by `turns` first, before it goes on, right after each page that comes in above; on the way down, where none
 * comes, after some pages that are there.
 */
export function scrolls({ log }: Person, step: number, seq: number, turns: number[] = []): Promise<Walk> {
  return log.evaluate(
    async (list, { by: onward, until, detour }) => {
      const rows = () => [...list.querySelectorAll<HTMLElement>("[data-key]")];
      const keyOf = (one: HTMLElement) => Number(one.dataset["key"]);
      // A browser that paints nothing more is named as such (see `quiet` in browser.ts), not as a walk that takes too long.
      const frame = () =>
        new Promise((painted, failed) => {
          const timer = setTimeout(() => failed(new Error("the browser painted nothing for 10 s")), 10_000);
          requestAnimationFrame(() => painted(clearTimeout(timer)));
        });
      const frames = async (count: number) => {
        for (let n = 0; n < count; n++) await frame();
      };
      const yOf = (one: HTMLElement) => one.getBoundingClientRect().top;
      // What will still be in view.
      const inView = (by: number) => {
        const { top, height } = list.getBoundingClientRect();
        const share = by < 0 ? 0.3 : 0.7;
        return rows().find((one) => yOf(one) > top + height * share) ?? rows().at(-1)!;
      };
      const isInside = (y: number) => {
        const { top, bottom } = list.getBoundingClientRect();
        return y > top && y < bottom;
      };
      // By this much a page makes the list higher; what is measured anew, by less.
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
        // As it is painted then.
        await frames(2);
        if (expected === 0) await frames(10);
        // Scrolled out of view: nobody sees where it is.
        if (!isInside(before - expected)) continue;
        // The message, whether or not its row was made anew meanwhile. What is gone is nowhere: that is a jump, too.
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

export const row = ({ log }: Person, seq: number) => log.locator(`[data-key="${seq}"]`);

export async function topOf(person: Person, seq: number): Promise<number> {
  const box = await row(person, seq).boundingBox();
  return box!.y;
}

/** Scrolling has come to its end, and everything is where it will stay: two looks in a row show the same. */
export async function standsStill({ log }: Person): Promise<void> {
  const look = () =>
    log.evaluate((list) => {
      // The list lets no pointer through while it scrolls.
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

/** A message well inside the view. */
export const inView = ({ log }: Person): Promise<number> =>
  log.evaluate((list) => {
    const { top, height } = list.getBoundingClientRect();
    const rows = [...list.querySelectorAll<HTMLElement>("[data-key]")];
    return Number(rows.find((one) => one.getBoundingClientRect().top > top + height / 3)!.dataset["key"]);
  });

/** So many messages of different lengths. */
export const numbered = (from: number, to: number): string[] =>
  Array.from({ length: to - from + 1 }, (_, n) =>
    `no. ${from + n} ${"potato ".repeat((from + n) % 23)}`.trim(),
  );
