import type { Browser, Page } from "playwright";

import { lastOf } from "./crowd";
import { longestTask, type LongestTask } from "./tasks";

const WHEEL = 400;
const WHEEL_PAUSE_MS = 16;
// The position is asked for now and then only: asking is a task, too.
const WHEELS_BETWEEN = 25;
const REST_MS = 300;

export interface Load extends LongestTask {
  /** From the navigation until the first row of the list is painted. */
  firstMs: number;
  /** Of the whole page, when everything has come in. */
  elements: number;
}

/** Opens the page anew. */
export async function load(browser: Browser, page: Page, url: string, row: string): Promise<Load> {
  let firstMs = 0;
  const task = await longestTask(browser, page, async () => {
    await page.goto(url, { waitUntil: "commit" });
    firstMs = await page.evaluate(
      (selector) => globalThis.watch.painted(() => document.querySelector(selector) !== null),
      row,
    );
    await page.waitForLoadState("networkidle");
    await page.waitForTimeout(REST_MS);
  });
  const elements = await page.evaluate(() => document.querySelectorAll("*").length);
  return { ...task, firstMs, elements };
}

/** From top to bottom, by the wheel. */
export function scroll(browser: Browser, page: Page, list: string): Promise<LongestTask> {
  return longestTask(browser, page, async () => {
    const box = await page.locator(list).boundingBox();
    if (!box) throw new Error(`${list} is not on screen`);
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    while (!(await isAtEnd(page, list)))
      for (let n = 0; n < WHEELS_BETWEEN; n++) {
        await page.mouse.wheel(0, WHEEL);
        await page.waitForTimeout(WHEEL_PAUSE_MS);
      }
  });
}

const isAtEnd = (page: Page, list: string): Promise<boolean> =>
  page.locator(list).evaluate(({ scrollTop, clientHeight, scrollHeight }) => {
    return scrollTop + clientHeight >= scrollHeight - 1;
  });

/**
 * Presses one room after the other, `times` times, and returns how long each took until its last message or its first
 * unread one was painted: anything of it that the list holds and the eye can see. `rounds` above 1 return to the same rooms.
 */
export async function switchRooms(page: Page, ids: string[]): Promise<number[]> {
  const took: number[] = [];
  for (const id of ids) {
    const link = page.locator(`.rooms a[href="/rooms/${id}"]`);
    await link.scrollIntoViewIfNeeded();
    const box = await link.boundingBox();
    if (!box) throw new Error(`room ${id} is not in the list`);
    await page.mouse.move(box.x + 100, box.y + box.height / 2);
    await page.waitForTimeout(REST_MS);
    const painted = page.evaluate(
      (text) =>
        globalThis.watch.painted(() => {
          const log = document.querySelector(".room-view .log[aria-busy=false]");
          const row = [...(log?.querySelectorAll(".bubble") ?? [])].find((one) =>
            one.textContent.includes(text),
          );
          return row !== undefined && row.checkVisibility({ checkVisibilityCSS: true });
        }),
      lastOf(id),
    );
    await Promise.all([page.mouse.down(), page.mouse.up()]);
    const at = await painted;
    took.push(at - (await page.evaluate(() => globalThis.watch.pressedAt)));
  }
  return took;
}

/** The ids of the rooms that stand in the list's view. */
export const roomsInView = (page: Page, count: number): Promise<string[]> =>
  page
    .locator(".rooms a.room")
    .evaluateAll(
      (links, most) =>
        links.slice(0, most).map((link) => link.getAttribute("href")?.split("/").at(-1) ?? ""),
      count,
    );
