import { expect } from "playwright/test";

import { InputMethod } from "./keyboard/ime";
import { type Person, test } from "./people";
import { two } from "./rest";

test("an emoji is found by its name, picked by keyboard alone, and put where the caret is", async ({
  people,
  server,
}) => {
  const { ann, bob } = await two(people, server.url, "Pictures, please");
  await ann.field.fill("hot soup");
  for (let n = 0; n < "soup".length; n++) await ann.field.press("ArrowLeft");
  await ann.page.keyboard.press("Shift+Tab");
  await expect(button(ann)).toBeFocused();
  await ann.page.keyboard.press("Enter");
  const search = picker(ann).getByRole("textbox", { name: "Search emoji" });
  await expect(search).toBeFocused();
  await ann.page.keyboard.type("POTATO");
  await expect(found(ann).first()).toHaveAccessibleName("potato");
  await ann.page.keyboard.press("ArrowDown");
  await expect(found(ann).first()).toBeFocused();
  await ann.page.keyboard.press("Enter");

  await expect(picker(ann)).toBeHidden();
  await expect(ann.field).toBeFocused();
  await expect(ann.field).toHaveValue("hot 🥔soup");
  await ann.page.keyboard.press("Control+z");
  await expect(ann.field).toHaveValue("hot soup");
  await ann.page.keyboard.press("Control+Shift+z");
  await ann.page.keyboard.type(" ");
  await ann.page.keyboard.press("Enter");
  await bob.hears("hot 🥔 soup");
});

test("arrow keys move among the emoji, Esc gives the field back, and what was picked comes first next time", async ({
  people,
  server,
}) => {
  const { ann } = await two(people, server.url, "Pantry of signs");
  await button(ann).click();
  await picker(ann).getByRole("tab", { name: "Food and drink" }).click();
  await expect(picker(ann).getByRole("tab", { name: "Food and drink" })).toHaveAttribute(
    "aria-selected",
    "true",
  );
  await found(ann).first().focus();
  await ann.page.keyboard.press("ArrowRight");
  await expect(found(ann).nth(1)).toBeFocused();
  await ann.page.keyboard.press("Home");
  await ann.page.keyboard.press("ArrowDown");
  await ann.page.keyboard.press("ArrowUp");
  await expect(found(ann).first()).toBeFocused();
  await ann.page.keyboard.press("ArrowRight");
  const second = await found(ann).nth(1).textContent();
  await ann.page.keyboard.press("Enter");
  await expect(ann.field).toHaveValue(second!);

  await button(ann).click();
  await expect(picker(ann).getByRole("group", { name: "Recently used" })).toHaveText(second!);
  await ann.page.keyboard.press("Escape");
  await expect(picker(ann)).toBeHidden();
  await expect(ann.field).toBeFocused();
  await button(ann).click();
  await ann.log.click({ position: { x: 5, y: 5 } });
  await expect(picker(ann)).toBeHidden();
});

test("a syllable that is being composed is finished before an emoji comes after it", async ({
  people,
  server,
}) => {
  const { ann, bob } = await two(people, server.url, "Syllables and signs");
  const keyboard = await InputMethod.of(ann.page);
  await ann.field.focus();
  await keyboard.composes("ㄱ", "가", "감");
  await button(ann).click();
  await picker(ann).getByRole("textbox").fill("potato");
  await found(ann).first().click();
  await expect(ann.field).toHaveValue("감🥔");
  await ann.field.press("Enter");
  await bob.hears("감🥔");
});

test("in Korean emoji have Korean names, and initial consonants find them", async ({ people, server }) => {
  const { ann } = await two(people, server.url, "이모지 방");
  await ann.page.evaluate(() => localStorage.setItem("potato.language", "ko"));
  await ann.page.reload();
  await ann.page.getByRole("button", { name: "이모지" }).click();
  const dialog = ann.page.getByRole("dialog", { name: "이모지" });
  await dialog.getByRole("textbox", { name: "이모지 검색" }).fill("ㄱㅈ");
  await expect(dialog.getByRole("button", { name: "감자", exact: true })).toBeVisible();
});

test("emoji that cannot be loaded say so, and can be tried again", async ({ people, server }) => {
  const { ann } = await two(people, server.url, "No signs today");
  let isDown = true;
  await ann.page.route("**/assets/data-*.json", (route) =>
    isDown ? route.fulfill({ status: 503, body: "" }) : route.continue(),
  );
  await ann.isRefused(503, () => button(ann).click());
  const retry = picker(ann).getByRole("button", { name: "Try again" });
  await expect(retry).toBeVisible();
  isDown = false;
  await retry.click();
  await expect(found(ann).first()).toBeVisible();
});

test("the composer says how to send until someone has done it a few times", async ({ people, server }) => {
  const { ann } = await two(people, server.url, "First words");
  const hint = ann.page.getByText("Enter to send · Shift+Enter for a new line");
  const send = ann.page.getByRole("button", { name: "Send" });
  await expect(ann.field).toHaveAccessibleDescription(/Enter to send/);
  await expect(send).toHaveAttribute("aria-disabled", "true");
  for (const text of ["one", "two", "three"]) {
    await expect(hint).toBeVisible();
    await ann.field.fill(text);
    await expect(send).toHaveAttribute("aria-disabled", "false");
    await ann.field.press("Enter");
    await ann.hears(text);
  }
  await expect(hint).toHaveCount(0);
  await ann.page.reload();
  await ann.isInRoom("First words");
  await expect(hint).toHaveCount(0);
});

const button = ({ page }: Person) => page.getByRole("button", { name: "Emoji", exact: true });
const picker = ({ page }: Person) => page.getByRole("dialog", { name: "Emoji" });
const found = (person: Person) => picker(person).getByRole("group").getByRole("button");
