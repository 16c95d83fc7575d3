import { join } from "node:path";

import type { Browser, Page } from "playwright";

const folder = join(import.meta.dirname, "../client/public");

// Of the side: how much the potato takes. Of a maskable icon a phone may cut off all but a circle of 80 %.
const icons = [
  { name: "icon-192", side: 192, share: 1, background: "transparent" },
  { name: "icon-512", side: 512, share: 1, background: "transparent" },
  { name: "maskable-512", side: 512, share: 0.62, background: "#ffffff" },
  { name: "touch-180", side: 180, share: 0.8, background: "#ffffff" },
];
const devices = {
  phone: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
  desktop: { viewport: { width: 1280, height: 800 } },
};

/** The pictures of the installed app, from the potato and from the page itself. */
export async function drawApp(browser: Browser, url: string): Promise<void> {
  for (const icon of icons) await Bun.write(join(folder, `app/${icon.name}.png`), await drawn(browser, icon));
  for (const [name, options] of Object.entries(devices)) {
    const context = await browser.newContext({ ...options, colorScheme: "light", locale: "ko-KR" });
    await Bun.write(join(folder, `app/${name}.png`), await shot(await context.newPage(), url));
    await context.close();
  }
}

async function drawn(from: Browser, { side, share, background }: (typeof icons)[number]): Promise<Buffer> {
  const page = await from.newPage({ viewport: { width: side, height: side } });
  const potato = Buffer.from(await Bun.file(join(folder, "potato.svg")).text()).toString("base64");
  await page.setContent(
    `<style>body{margin:0;display:grid;place-content:center;height:100vh;background:${background}}</style>
     <img width="${side * share}" height="${side * share}" src="data:image/svg+xml;base64,${potato}">`,
  );
  const png = await page.screenshot({ omitBackground: true });
  await page.close();
  return png;
}

async function shot(page: Page, url: string): Promise<Buffer> {
  await page.goto(url);
  await page.locator("input[name=username]").fill("test1");
  await page.locator("input[name=password]").fill("1234");
  await page.locator("button[type=submit]").click();
  await page.locator(".people-list .person").first().waitFor();
  await page.goto(`${url}/rooms`);
  await page.locator(".room").nth(2).click();
  await page.locator(".bubble").first().waitFor();
  await page.evaluate(() => document.fonts.ready);
  return page.screenshot({ animations: "disabled" });
}
