import { expect } from "playwright/test";

import { type Person, test } from "./people";
import { numbered, row, standsStill, topOf } from "./reading";
import { account, by, group, read, say, two } from "./rest";
import { Finger, onPhone } from "./touch/finger";

const menu = ({ page }: Person) => page.getByRole("menu");
const item = (person: Person, name: string) => menu(person).getByRole("menuitem", { name, exact: true });

test("the right button opens a message's menu, and another one beside it", async ({ people, server }) => {
  const { ann, room } = await two(people, server.url, "Right button", ["one", "two"]);
  const me = await account(server.url, "test1");
  // As long as somebody has not read it, the menu leads to the list of readers, too: see readers.spec.ts.
  await expect
    .poll(() => by(me, "GET", `/api/rooms/${room.id}/unread?from=2&to=3`))
    .toEqual({ steps: [[2, 0]] });
  await expect(row(ann, 2).getByRole("button", { name: /^unread by/ })).toHaveCount(0);
  await ann.message("one").click({ button: "right" });
  const items = ["Reply", "Edit", "Copy", "Forward", "Select", "Select text", "Pin", "Delete"];
  await expect(menu(ann).getByRole("menuitem")).toHaveText(items);
  await expect(item(ann, "Reply")).toBeFocused();
  await ann.page.keyboard.press("ArrowDown");
  await expect(item(ann, "Edit")).toBeFocused();
  // The emoji stand in a row above the items.
  const emoji = menu(ann).getByRole("menuitemcheckbox");
  for (const key of ["ArrowUp", "ArrowUp"]) await ann.page.keyboard.press(key);
  await expect(emoji.first()).toBeFocused();
  await ann.page.keyboard.press("ArrowRight");
  await expect(emoji.nth(1)).toBeFocused();
  await ann.page.keyboard.press("ArrowDown");
  await expect(item(ann, "Reply")).toBeFocused();
  // My messages are at the right, so the menu ends at the pointer: to the right of that, the next message is not covered.
  const box = (await ann.message("two").boundingBox())!;
  await ann.page.mouse.click(box.x + box.width - 2, box.y + box.height / 2, { button: "right" });
  await expect(menu(ann)).toHaveCount(1);
  await item(ann, "Reply").click();
  await expect(ann.page.locator(".answering")).toContainText("two");
  await expect(ann.field).toBeFocused();
});

test("the menu key and Shift+F10 open the menu of what has the focus, which gets it back", async ({
  people,
  server,
}) => {
  const { ann, room } = await two(people, server.url, "By keys", ["one"]);
  await ann.log.focus();
  await ann.page.keyboard.press("ArrowUp");
  await expect(row(ann, 2)).toBeFocused();
  for (const key of ["Shift+F10", "ContextMenu", "Enter"]) {
    await ann.page.keyboard.press(key);
    await expect(item(ann, "Reply")).toBeFocused();
    await ann.page.keyboard.press("Escape");
    await expect(menu(ann)).toHaveCount(0);
    await expect(row(ann, 2)).toBeFocused();
  }
  await ann.room(room.title).focus();
  await ann.page.keyboard.press("Shift+F10");
  await expect(item(ann, "Open")).toBeFocused();
  await ann.page.keyboard.press("Escape");
  await expect(ann.room(room.title)).toBeFocused();
});

test("a room's menu mutes it, makes it a favourite, marks it, and leaves it", async ({ people, server }) => {
  const [ann] = await people(1);
  const [me, bob] = await Promise.all(["test1", "test2"].map((name) => account(server.url, name)));
  const room = await group(bob!, "Menu of a room", [me!]);
  await say(bob!, room, ["hello"]);
  await ann.goesTo("Chats");
  const link = ann.room(room.title);
  const chooses = async (name: string) => {
    await link.click({ button: "right" });
    await item(ann, name).click();
    await expect(menu(ann)).toHaveCount(0);
  };
  await chooses("Mark as read");
  await ann.hasUnread(room.title, 0);
  await chooses("Mark as unread");
  await expect(link.getByRole("img", { name: "Marked as unread" })).toBeVisible();
  await chooses("Mute");
  await expect(link.getByRole("img", { name: "Notifications off" })).toBeVisible();
  await chooses("Unmute");
  await expect(link.getByRole("img", { name: "Notifications off" })).toHaveCount(0);
  await chooses("Add to favourites");
  await expect(link.getByRole("img", { name: "Favourite" })).toBeVisible();
  await chooses("Remove from favourites");
  await chooses("Leave chat");
  const question = ann.page.getByRole("dialog", { name: `Leave “${room.title}”?` });
  await question.getByRole("button", { name: /^Leave/ }).click();
  await expect(link).toHaveCount(0);
});

test("going back closes an open menu, whose room is no longer there", async ({ people }) => {
  const [ann] = await people(1);
  await ann.goesTo("Chats");
  await ann.room("Potato lovers").click({ button: "right" });
  await expect(menu(ann)).toBeVisible();
  await ann.page.goBack();
  await expect(menu(ann)).toHaveCount(0);
  await expect(ann.page.getByRole("heading", { name: "Friends", exact: true })).toBeVisible();
});

test("a friend's menu shows the profile, makes a favourite, and asks before it blocks", async ({
  people,
}) => {
  const [ann] = await people(1);
  const friend = ann.friend("Night Owl");
  await friend.click({ button: "right" });
  await item(ann, "View profile").click();
  await expect(ann.dialog).toHaveAccessibleName("Profile of Night Owl");
  await ann.closes();
  await friend.click({ button: "right" });
  await item(ann, "Add to favourites").click();
  const favourites = ann.page.getByRole("list", { name: "Favourites" });
  await expect(favourites).toContainText("Night Owl");
  await friend.click({ button: "right" });
  await item(ann, "Remove from favourites").click();
  await expect(favourites.filter({ hasText: "Night Owl" })).toHaveCount(0);
  await expect(friend).toBeVisible();
  await friend.click({ button: "right" });
  await item(ann, "Block").click();
  await expect(ann.page.getByRole("dialog", { name: "Block Night Owl?" })).toBeVisible();
  await ann.closes();
  await friend.click({ button: "right" });
  await item(ann, "Chat").click();
  await ann.isInRoom("Night Owl");
});

test("on selected text and on links the browser's own menu opens", async ({ people, server }) => {
  const { ann } = await two(people, server.url, "Own menus", ["see https://potato.example/ now"]);
  await ann.log.getByRole("link").click({ button: "right" });
  await expect(menu(ann)).toHaveCount(0);
});

test("a long press lifts the bubble over a sheet that does not cover it, and lets go of nothing else", async ({
  browser,
  server,
}) => {
  const [me, bob] = await Promise.all(["test1", "test2"].map((name) => account(server.url, name)));
  const room = await group(bob!, "Long press", [me!]);
  const last = await say(bob!, room, numbered(2, 60));
  await read(me!, room, last);
  const ann = await onPhone(browser, server.url, "test1");
  await ann.page.goto(`${server.url}/rooms/${room.id}`);
  await expect(row(ann, last)).toBeInViewport();
  await standsStill(ann);
  const finger = await Finger.of(ann.page);
  for (const seq of [last, last - 1, last - 4]) {
    const before = await topOf(ann, seq);
    await finger.presses(row(ann, seq).locator("[data-content]"));
    // Letting go chooses nothing.
    await expect(menu(ann)).toBeVisible();
    const sheet = (await menu(ann).boundingBox())!;
    const bubble = (await ann.page.locator(".lifted [data-content]").boundingBox())!;
    expect(bubble.y).toBeGreaterThanOrEqual(0);
    expect(bubble.y + bubble.height).toBeLessThanOrEqual(sheet.y);
    for (const one of await menu(ann).getByRole("menuitem").all())
      // As laid out: a box is a difference of floats.
      expect(await one.evaluate(({ offsetHeight }: HTMLElement) => offsetHeight)).toBeGreaterThanOrEqual(52);
    expect(Math.abs((await topOf(ann, seq)) - before)).toBeLessThanOrEqual(1);
    await ann.page.touchscreen.tap(195, 20);
    await expect(menu(ann)).toHaveCount(0);
    await standsStill(ann);
    expect(Math.abs((await topOf(ann, seq)) - before)).toBeLessThanOrEqual(1);
    await expect(ann.page.locator("[data-lifted]")).toHaveCount(0);
  }
  await ann.page.context().close();
});

test("while a menu is open its message stays where it is, whatever arrives or resizes", async ({
  browser,
  server,
}) => {
  const [me, bob] = await Promise.all(["test1", "test2"].map((name) => account(server.url, name)));
  const room = await group(bob!, "Held", [me!]);
  const last = await say(bob!, room, numbered(2, 60));
  await read(me!, room, last);
  const ann = await onPhone(browser, server.url, "test1");
  await ann.page.goto(`${server.url}/rooms/${room.id}`);
  await expect(row(ann, last)).toBeInViewport();
  await standsStill(ann);
  const finger = await Finger.of(ann.page);
  const before = await topOf(ann, last - 3);
  await finger.holds(row(ann, last - 3).locator("[data-content]"));
  await expect(menu(ann)).toBeVisible();
  const news = await say(bob!, room, ["one more", "and another"]);
  await expect(row(ann, news)).toHaveCount(1);
  await finger.lifts();
  expect(Math.abs((await topOf(ann, last - 3)) - before)).toBeLessThanOrEqual(1);
  // Afterwards the view is at the end again.
  await item(ann, "Cancel").tap();
  await expect(row(ann, news)).toBeInViewport();
  await ann.page.context().close();
});

test("a part of a message can be selected on a phone", async ({ browser, server }) => {
  const [me, bob] = await Promise.all(["test1", "test2"].map((name) => account(server.url, name)));
  const room = await group(bob!, "A part of it", [me!]);
  await say(bob!, room, ["the code is 4711"]);
  const ann = await onPhone(browser, server.url, "test1");
  await ann.page.goto(`${server.url}/rooms/${room.id}`);
  await (await Finger.of(ann.page)).presses(row(ann, 2).locator("[data-content]"));
  await item(ann, "Select text").tap();
  const field = ann.page.getByRole("dialog", { name: "Select text" }).getByRole("textbox");
  await expect(field).toBeFocused();
  await expect(field).toHaveValue("the code is 4711");
  const selected = () =>
    field.evaluate((box: HTMLTextAreaElement) => box.value.slice(box.selectionStart, box.selectionEnd));
  await expect.poll(selected).toBe("the code is 4711");
  await ann.page.context().close();
});

test("a long press on a room opens its menu, and not the room", async ({ browser, server }) => {
  const [me, bob] = await Promise.all(["test1", "test2"].map((name) => account(server.url, name)));
  const room = await group(bob!, "Pressed for long", [me!]);
  await say(bob!, room, ["hello"]);
  const ann = await onPhone(browser, server.url, "test1");
  await ann.page.goto(`${server.url}/rooms`);
  await (await Finger.of(ann.page)).presses(ann.room(room.title));
  await expect(item(ann, "Mute")).toBeVisible();
  expect(ann.page.url()).toBe(`${server.url}/rooms`);
  await item(ann, "Mark as read").tap();
  await ann.hasUnread(room.title, 0);
  await ann.room(room.title).tap();
  await ann.isInRoom(room.title);
  await ann.page.context().close();
});

test("a swipe to the left replies if it goes far enough, and scrolling never does", async ({
  browser,
  server,
}) => {
  const [me, bob] = await Promise.all(["test1", "test2"].map((name) => account(server.url, name)));
  const room = await group(bob!, "Swiped", [me!]);
  const last = await say(bob!, room, numbered(2, 60));
  await read(me!, room, last);
  const ann = await onPhone(browser, server.url, "test1");
  await ann.page.goto(`${server.url}/rooms/${room.id}`);
  await expect(row(ann, last)).toBeInViewport();
  await standsStill(ann);
  const finger = await Finger.of(ann.page);
  const message = row(ann, last - 2);
  const answering = ann.page.locator(".answering");

  await finger.lands(message.locator("[data-content]"));
  await finger.goes(-40, 0);
  await expect(message).toHaveAttribute("data-swiped", "");
  await expect(message).not.toHaveAttribute("data-armed", "");
  await finger.lifts();
  await expect(message).not.toHaveAttribute("data-swiped", "");
  await finger.swipes(message.locator("[data-content]"), -30, -200);
  await standsStill(ann);
  await finger.swipes(message.locator("[data-content]"), 120);
  await expect(answering).toHaveCount(0);

  await finger.lands(message.locator("[data-content]"));
  await finger.goes(-90, 6);
  await expect(message).toHaveAttribute("data-armed", "");
  await finger.lifts();
  await expect(answering).toContainText(`no. ${last - 2}`);
  await expect(message).not.toHaveAttribute("data-swiped", "");
  await ann.page.context().close();
});
