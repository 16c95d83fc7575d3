// Touches the page by the DevTools protocol: Playwright itself only taps.
import type { Browser, CDPSession, Locator, Page } from "playwright/test";

import { Person } from "../person";

interface Spot {
  x: number;
  y: number;
}

// The DevTools protocol's bit for it.
const CONTROL = 2;
// In ms: longer than any long press.
const HOLD = 700;

export class Finger {
  private at: Spot = { x: 0, y: 0 };

  private constructor(
    private readonly page: Page,
    private readonly chromium: CDPSession,
  ) {}

  static async of(page: Page): Promise<Finger> {
    return new Finger(page, await page.context().newCDPSession(page));
  }

  async lands(on: Locator): Promise<void> {
    const box = (await on.boundingBox())!;
    this.at = { x: box.x + Math.min(box.width / 2, 60), y: box.y + box.height / 2 };
    await this.touch("touchStart", [this.at]);
  }

  // In steps, as a finger moves.
  async goes(dx: number, dy: number): Promise<void> {
    const { x, y } = this.at;
    for (let n = 1; n <= 8; n++) {
      this.at = { x: x + (dx * n) / 8, y: y + (dy * n) / 8 };
      await this.touch("touchMove", [this.at]);
    }
  }

  async lifts(): Promise<void> {
    await this.touch("touchEnd", []);
  }

  // A long press waits for time itself, so there is nothing else to wait for.
  async holds(on: Locator): Promise<void> {
    await this.lands(on);
    await this.page.waitForTimeout(HOLD);
  }

  async presses(on: Locator): Promise<void> {
    await this.holds(on);
    await this.lifts();
  }

  async swipes(on: Locator, dx: number, dy = 0): Promise<void> {
    await this.lands(on);
    await this.goes(dx, dy);
    await this.lifts();
  }

  // Two fingers around its middle.
  async pinches(on: Locator, from: number, to: number): Promise<void> {
    const { x, y, width, height } = (await on.boundingBox())!;
    const middle = { x: x + width / 2, y: y + height / 2 };
    const two = (apart: number) => [
      { x: middle.x - apart / 2, y: middle.y, id: 0 },
      { x: middle.x + apart / 2, y: middle.y, id: 1 },
    ];
    await this.touch("touchStart", two(from));
    for (let n = 1; n <= 8; n++) await this.touch("touchMove", two(from + ((to - from) * n) / 8));
    await this.lifts();
  }

  private async touch(type: "touchStart" | "touchMove" | "touchEnd", touchPoints: Spot[]): Promise<void> {
    await this.chromium.send("Input.dispatchTouchEvent", { type, touchPoints });
  }
}

/** A demo user on a phone. */
export async function onPhone(browser: Browser, url: string, username: string): Promise<Person> {
  const context = await browser.newContext({
    hasTouch: true,
    isMobile: true,
    viewport: { width: 390, height: 844 },
  });
  const person = new Person(username, await context.newPage());
  await person.page.goto(url);
  await person.signsIn("1234");
  return person;
}

/** Presses Enter as keyboards on screen do: they name the key, but no place of it. */
export async function entersOnScreen(page: Page, held?: "Control"): Promise<void> {
  const chromium = await page.context().newCDPSession(page);
  const enter = { key: "Enter", code: "", windowsVirtualKeyCode: 13, modifiers: held ? CONTROL : 0 };
  await chromium.send("Input.dispatchKeyEvent", { type: "keyDown", ...enter, text: "\r" });
  await chromium.send("Input.dispatchKeyEvent", { type: "keyUp", ...enter });
  await chromium.detach();
}
