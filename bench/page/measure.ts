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

/** In ms: by the clock, and what the page's main thread computed (others use the machine, too). */
export interface Switch {
  ms: number;
  cpuMs: number;
}

/** Presses one room after the other: from the moment a press counts until the last message of that room is painted. */
export async function switchRooms(page: Page, ids: string[]): Promise<Switch[]> {
  const took: Switch[] = [];
  const cdp = await page.context().newCDPSession(page);
  await cdp.send("Performance.enable", { timeDomain: "threadTicks" });
  const computed = async () => {
    const { metrics } = await cdp.send("Performance.getMetrics");
    return 1000 * (metrics.find(({ name }) => name === "TaskDuration")?.value ?? NaN);
  };
  for (const id of ids) {
    const link = page.locator(`.rooms a[href="/rooms/${id}"]`);
    await link.hover();
    await page.waitForTimeout(REST_MS);
    const painted = page.evaluate(
      (text) =>
        globalThis.watch.painted(() => {
          const log = document.querySelector(".room-view .log[aria-busy=false]");
          const row = [...(log?.querySelectorAll(".bubble") ?? [])].find((one) =>
            one.textContent.includes(text),
          );
          if (!log || !row?.checkVisibility({ checkVisibilityCSS: true })) return false;
          // Rows below the view are rendered, too.
          return row.getBoundingClientRect().bottom <= log.getBoundingClientRect().bottom;
        }),
      lastOf(id),
    );
    const before = await computed();
    await link.click();
    const at = await painted;
    const cpuMs = (await computed()) - before;
    took.push({ ms: at - (await page.evaluate(() => globalThis.watch.pressedAt)), cpuMs });
  }
  return took;
}
