import { expect, type Locator } from "playwright/test";

import { type Person, test } from "./people";
import { row } from "./reading";
import { account, group, type Made, say, two } from "./rest";
import { Finger, onPhone } from "./touch/finger";

// What people do with messages, each by finger and each by keyboard; by mouse they are all over the other tests.

const menu = ({ page }: Person) => page.getByRole("menu");
const field = ({ page }: Person) => page.getByRole("textbox", { name: "Edit message" });
const chip = (person: Person, seq: number) => row(person, seq).getByRole("button", { name: "👍 1" });

test("by finger: reply, edit, react, pin, forward, delete", async ({ browser, people, server }) => {
  const [bob] = await people(1);
  const [me, other] = await Promise.all(["test2", "test1"].map((name) => account(server.url, name)));
  const room: Made = await group(me!, "Under the thumb", [other!]);
  const target: Made = await group(me!, "Passed along", [other!]);
  await say(me!, room, ["teh potato"]);
  await bob.opens(room.title);
  const ann = await onPhone(browser, server.url, "test2");
  await ann.page.goto(`${server.url}/rooms/${room.id}`);
  await expect(row(ann, 2)).toBeInViewport();
  const finger = await Finger.of(ann.page);
  const chooses = async (name: string, role: "menuitem" | "menuitemcheckbox" = "menuitem") => {
    await finger.presses(row(ann, 2).locator("[data-content]"));
    await menu(ann).getByRole(role, { name, exact: true }).tap();
    await expect(menu(ann)).toHaveCount(0);
  };
  await chooses("Edit");
  await field(ann).fill("the potato");
  await ann.page.getByRole("button", { name: "Save" }).tap();
  await expect(row(bob, 2)).toContainText("the potato");
  await chooses("React with 👍", "menuitemcheckbox");
  await expect(chip(bob, 2)).toHaveAttribute("aria-pressed", "false");
  await expect(chip(ann, 2)).toHaveAttribute("aria-pressed", "true");
  await chip(ann, 2).tap();
  await expect(row(bob, 2).getByRole("group", { name: "Reactions" })).toHaveCount(0);
  await chooses("Pin");
  await expect(bob.page.getByRole("complementary", { name: "Notice" })).toContainText("the potato");
  await chooses("Forward");
  await ann.dialog.getByRole("checkbox", { name: target.title }).tap();
  await ann.dialog.getByRole("button", { name: "Forward" }).tap();
  await expect(bob.room(target.title)).toContainText("the potato");
  await chooses("Reply");
  await ann.field.fill("indeed");
  await ann.page.getByRole("button", { name: "Send" }).tap();
  await expect(row(bob, 3).locator(".quoted")).toContainText("the potato");
  await chooses("Delete");
  await ann.dialog.getByRole("button", { name: "Delete" }).tap();
  await expect(row(bob, 2)).toContainText("This message was deleted.");
  await ann.page.context().close();
});

test("by keyboard alone: reply, edit, react, pin, forward, delete", async ({ people, server }) => {
  const { ann, bob, room } = await two(people, server.url, "Without a mouse", ["teh potato"]);
  const [me, other] = await Promise.all(["test1", "test2"].map((name) => account(server.url, name)));
  const target = await group(me!, "Handed on", [other!]);
  const { keyboard } = ann.page;
  /** Until it has the focus, as people look for it. */
  const reaches = async (what: Locator, key: string) => {
    for (let step = 0; step < 20; step++) {
      if (await what.evaluate((one) => one === document.activeElement)) return;
      await keyboard.press(key);
    }
    await expect(what).toBeFocused();
  };
  const chooses = async (name: string, role: "menuitem" | "menuitemcheckbox" = "menuitem") => {
    await ann.log.focus();
    await keyboard.press("Home");
    await reaches(row(ann, 2), "ArrowDown");
    await keyboard.press("Shift+F10");
    await expect(menu(ann)).toBeVisible();
    await reaches(menu(ann).getByRole(role, { name, exact: true }), "ArrowDown");
    await keyboard.press("Enter");
    await expect(menu(ann)).toHaveCount(0);
  };
  await chooses("Edit");
  await expect(field(ann)).toBeFocused();
  await keyboard.press("Control+A");
  await keyboard.type("the potato");
  await keyboard.press("Enter");
  await expect(row(bob, 2)).toContainText("the potato");
  await chooses("React with 👍", "menuitemcheckbox");
  await expect(chip(bob, 2)).toBeVisible();
  await expect(row(ann, 2)).toBeFocused();
  await reaches(chip(ann, 2), "Tab");
  await keyboard.press("Enter");
  await expect(row(bob, 2).getByRole("group", { name: "Reactions" })).toHaveCount(0);
  await expect(row(ann, 2)).toBeFocused();
  await chooses("Pin");
  await expect(bob.page.getByRole("complementary", { name: "Notice" })).toContainText("the potato");
  await chooses("Forward");
  await keyboard.type("Handed");
  await reaches(ann.dialog.getByRole("checkbox", { name: target.title }), "Tab");
  await keyboard.press("Space");
  await reaches(ann.dialog.getByRole("button", { name: "Forward" }), "Tab");
  await keyboard.press("Enter");
  await expect(bob.room(target.title)).toContainText("the potato");
  await chooses("Reply");
  await expect(ann.field).toBeFocused();
  await keyboard.type("indeed");
  await keyboard.press("Enter");
  await expect(row(bob, 3).locator(".quoted")).toContainText("the potato");
  await chooses("Delete");
  await reaches(ann.dialog.getByRole("button", { name: "Delete" }), "Tab");
  await keyboard.press("Enter");
  await expect(row(bob, 2)).toContainText("This message was deleted.");
  await ann.isInRoom(room.title);
});
