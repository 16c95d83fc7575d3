import { mkdir } from "node:fs/promises";
import { join } from "node:path";

import { chromium, type Page } from "playwright";

import { findBrowser } from "../e2e/browser";
import { startServer } from "../e2e/server";
import { drawApp } from "./icons";

// `bun run pictures`: takes a screenshot of every screen of the demo, at four widths, in light and dark, in Korean and
// English. Writes one contact sheet to docs/, three pictures for the README, and those of the installed app. Nothing compares
// them. A browser of the system needs fonts for Korean and emoji (Debian: fonts-noto-cjk, fonts-noto-color-emoji).
const out = join(import.meta.dirname, "../docs/pictures");

const devices = {
  phone: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
  tablet: { viewport: { width: 820, height: 1180 }, hasTouch: true },
  desktop: { viewport: { width: 1280, height: 800 } },
  wide: { viewport: { width: 1920, height: 1080 } },
};
const looks = [
  { colorScheme: "light", locale: "ko-KR" },
  { colorScheme: "dark", locale: "en-GB" },
  { colorScheme: "light", locale: "en-GB" },
  { colorScheme: "dark", locale: "ko-KR" },
] as const;

const forReadme = ["phone-light-ko-friends", "desktop-light-ko-room", "phone-dark-en-room"];

// Selects by CSS, not by text, because texts differ by language.
const screens: Record<string, (page: Page) => Promise<void>> = {
  "sign-in": async (page) => {
    await page.goto(server.url);
    await page.locator("form").waitFor();
  },
  friends: async (page) => {
    await page.locator("input[name=username]").fill("test1");
    await page.locator("input[name=password]").fill("1234");
    await page.locator("button[type=submit]").click();
    await page.locator(".people-list .person").first().waitFor();
  },
  profile: async (page) => {
    await page.locator(".people-list .person").nth(1).click();
    await page.locator("dialog[open]").waitFor();
  },
  rooms: async (page) => {
    await page.goto(`${server.url}/rooms`);
    await page.locator(".room").first().waitFor();
  },
  room: async (page) => {
    await page.locator(".room").nth(2).click();
    await page.locator(".bubble").first().waitFor();
  },
  "room-info": async (page) => {
    await page.goto(`${server.url}/rooms`);
    // A group, because a 1:1 chat has no list of members.
    await page.locator(".room:has(.room-count)").first().click();
    // On a very wide page it is open already.
    const button = page.locator(".room-view .bar > button");
    if ((await button.getAttribute("aria-expanded")) !== "true") await button.click();
    await page.locator(".info .member").first().waitFor();
  },
  "new-group": async (page) => {
    await page.goto(`${server.url}/rooms`);
    await page.locator(".side .bar > button").click();
    for (const n of [0, 2, 3]) await page.locator(".choices input").nth(n).check();
  },
  settings: async (page) => {
    await page.goto(`${server.url}/settings`);
    await page.locator(".setting select").first().waitFor();
  },
};

const { executablePath, args, env } = findBrowser();
const server = await startServer();
const browser = await chromium.launch({ executablePath, args, env: { ...(process.env as object), ...env } });
const shots = new Map<string, Buffer>();

for (const [device, options] of Object.entries(devices)) {
  for (const look of looks) {
    const context = await browser.newContext({ ...options, ...look, timezoneId: "Asia/Seoul" });
    const page = await context.newPage();
    const name = `${device}-${look.colorScheme}-${look.locale.slice(0, 2)}`;
    for (const [screen, go] of Object.entries(screens)) {
      await go(page);
      await page.evaluate(() => document.fonts.ready);
      shots.set(`${name}-${screen}`, await page.screenshot({ animations: "disabled" }));
    }
    await context.close();
  }
}

await mkdir(out, { recursive: true });
for (const name of forReadme) await Bun.write(join(out, `${name}.png`), shots.get(name) ?? "");
await Bun.write(join(out, "contact-sheet.png"), await sheet());
await drawApp(browser, server.url);
await browser.close();
await server.stop();

/** All screenshots on one page. */
async function sheet(): Promise<Buffer> {
  const page = await browser.newPage({ viewport: { width: 2400, height: 800 } });
  const figures = [...shots].map(
    ([name, png]) =>
      `<figure><img height="420" src="data:image/png;base64,${png.toString("base64")}"><figcaption>${name}</figcaption></figure>`,
  );
  await page.setContent(
    `<style>body{display:flex;flex-wrap:wrap;gap:16px;margin:16px;font:13px sans-serif;background:#888;color:#fff}figure{margin:0}</style>${figures.join("")}`,
  );
  return page.screenshot({ fullPage: true });
}
