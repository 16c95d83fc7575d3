// A browser with a persistent profile: after a kill and a restart it has its stored data.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { type BrowserContext, chromium, type LaunchOptions } from "playwright/test";

import type { Person } from "../person";
import type { Line } from "./line";

export class Home {
  private browser?: BrowserContext;

  private constructor(
    private readonly folder: string,
    private readonly how: LaunchOptions,
  ) {}

  static async with(how: LaunchOptions): Promise<Home> {
    return new Home(await mkdtemp(join(tmpdir(), "potato-chat-home-")), how);
  }

  async start(): Promise<BrowserContext> {
    this.browser = await chromium.launchPersistentContext(this.folder, { ...this.how, locale: "en-GB" });
    return this.browser;
  }

  /** SIGKILL, as when a phone needs memory: the page cannot save anything. */
  async kill(): Promise<void> {
    const { browser } = this;
    if (!browser) return;
    const closed = new Promise((done) => browser.once("close", done));
    process.kill(await pidOf(browser), "SIGKILL");
    await closed;
    this.browser = undefined;
  }

  async end(): Promise<void> {
    await this.browser?.close();
    await rm(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/**
 * To a page in a browser that was killed: it may have stored the whole session, nothing, or only that there was one. In that case
 * a refresh is refused. What it has kept is shown before the server says so.
 */
export async function comesBackBy(line: Line, person: Person): Promise<void> {
  const { page, allowed, door } = person;
  person.line = line;
  line.leadsTo(page.context());
  const refreshed = page
    .waitForResponse((answer) => answer.url().endsWith("/api/sessions/refresh"))
    .then((answer) => answer.ok());
  const refused = door.waitFor().then(() => false);
  await page.goto(line.url);
  if (await Promise.any([refreshed, refused])) return;
  allowed.push((fault) => fault.includes("status of 401") && fault.endsWith("/api/sessions/refresh"));
  await person.signsIn("1234");
}

async function pidOf(browser: BrowserContext): Promise<number> {
  const devtools = await browser.browser()!.newBrowserCDPSession();
  const { processInfo } = await devtools.send("SystemInfo.getProcessInfo");
  return processInfo.find(({ type }) => type === "browser")!.id;
}
