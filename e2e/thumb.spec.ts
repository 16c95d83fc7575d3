import { type Browser, expect, type Page } from "playwright/test";

import { test } from "./people";
import { two } from "./rest";
import { entersOnScreen } from "./touch/finger";

// On a phone: a touch screen, and now and then a keyboard or very large type.

async function phone(browser: Browser, url: string, roomId: string): Promise<Page> {
  const context = await browser.newContext({
    hasTouch: true,
    isMobile: true,
    locale: "en-GB",
    viewport: { width: 390, height: 844 },
  });
  const page = await context.newPage();
  await page.goto(url);
  await page.getByLabel("Username").fill("test1");
  await page.getByLabel("Password", { exact: true }).fill("1234");
  await page.getByRole("button", { name: "Sign in" }).tap();
  await expect(page.getByRole("navigation", { name: "Main" })).toBeVisible();
  if (roomId) await page.goto(`${url}/rooms/${roomId}`);
  return page;
}

test("after rooms left by the arrow, Back goes where it went before", async ({ browser, people, server }) => {
  const { room } = await two(people, server.url, "Back and forth");
  const page = await phone(browser, server.url, "");
  await page.getByRole("link", { name: "Chats" }).tap();
  const rooms = page.getByRole("navigation", { name: "Chat list" });
  for (let nth = 0; nth < 3; nth++) {
    await rooms.getByRole("link", { name: room.title }).tap();
    await expect(page.getByRole("heading", { name: room.title, level: 1 })).toBeVisible();
    await page.getByRole("link", { name: "Back to chats" }).tap();
    await expect(rooms).toBeVisible();
  }
  await page.goBack();
  await expect(page).toHaveURL(/\/friends$/);
  await page.context().close();
});

test("Ctrl and Enter send where Enter is a line", async ({ browser, people, server }) => {
  const { bob, room } = await two(people, server.url, "A keyboard on a tablet");
  const page = await phone(browser, server.url, room.id);
  const field = page.getByRole("textbox", { name: "Message" });
  await field.tap();
  await page.keyboard.insertText("one");
  await entersOnScreen(page);
  await page.keyboard.insertText("two");
  await expect(field).toHaveValue("one\ntwo");
  await entersOnScreen(page, "Control");
  await bob.hears("one two");
  await expect(field).toHaveValue("");
  await page.context().close();
});

test("the text of a message can be selected by its menu", async ({ browser, people, server }) => {
  const { room } = await two(people, server.url, "Selected", ["take this", "not this"]);
  const page = await phone(browser, server.url, room.id);
  const row = page.getByRole("article", { name: /take this/ });
  await row.focus();
  await page.keyboard.press("Enter");
  await page.getByRole("menuitem", { name: "Select text" }).tap();
  const text = page.getByRole("dialog", { name: "Select text" }).getByRole("textbox");
  await expect(text).toBeFocused();
  await expect(text).toHaveValue("take this");
  const selected = () =>
    text.evaluate((box: HTMLTextAreaElement) => box.value.slice(box.selectionStart, box.selectionEnd));
  await expect.poll(selected).toBe("take this");
  await page.keyboard.press("Escape");
  await expect(row).toBeFocused();
  await page.context().close();
});

test("at twice the text size a bubble is as wide as a phone allows", async ({ browser, people, server }) => {
  const text = "a sentence that is long enough to need more than one line of a phone";
  const { room } = await two(people, server.url, "Large type", [text]);
  const page = await phone(browser, server.url, room.id);
  await page.evaluate(() => (document.documentElement.style.fontSize = "200%"));
  const bubble = page.getByRole("log").locator("[data-content]").filter({ hasText: text });
  await expect.poll(async () => (await bubble.boundingBox())?.width).toBeGreaterThan(300);
  await page.context().close();
});
