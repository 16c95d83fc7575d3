import { expect } from "playwright/test";

import { InputMethod } from "./keyboard/ime";
import { type Person, test } from "./people";
import { numbered, row, scrolls, standsStill } from "./reading";
import { account, group, read, say, two } from "./rest";

const press = ({ page }: Person, ...keys: string[]) =>
  keys.reduce((before, key) => before.then(() => page.keyboard.press(key)), Promise.resolve());

const focused = ({ page }: Person) => page.locator(":focus");

test("Tab stops once in each list, and arrows, Home, End and letters move within it", async ({ people }) => {
  const [ann] = await people(1);
  const friends = ann.page.getByRole("region", { name: "Friends" }).locator("button.person");
  await expect(ann.friend("Night Owl")).toBeVisible();
  await friends.first().focus();
  await expect(ann.page.locator("button.person[tabindex='0']")).toHaveCount(1);
  await press(ann, "ArrowDown", "ArrowDown");
  await expect(friends.nth(2)).toBeFocused();
  await press(ann, "ArrowUp");
  await expect(friends.nth(1)).toBeFocused();
  await press(ann, "End");
  await expect(friends.last()).toBeFocused();
  await press(ann, "ArrowDown");
  await expect(friends.last()).toBeFocused();
  await press(ann, "Home");
  await expect(friends.first()).toBeFocused();
  await press(ann, "n", "i");
  await expect(ann.friend("Night Owl")).toBeFocused();
  // Enter opens, and the focus comes back to the same stop.
  await press(ann, "Enter");
  await expect(ann.dialog).toHaveAccessibleName("Profile of Night Owl");
  await ann.closes();
  await expect(ann.friend("Night Owl")).toBeFocused();

  await ann.goesTo("Chats");
  const rooms = ann.rooms.getByRole("link");
  await rooms.first().focus();
  await press(ann, "ArrowDown");
  await expect(rooms.nth(1)).toBeFocused();
  await press(ann, "Shift+Tab", "Tab");
  await expect(rooms.nth(1)).toBeFocused();
  await expect(ann.rooms.locator("a[tabindex='0']")).toHaveCount(1);
});

test("F6 goes from part to part of the page and back, each where it had the focus", async ({
  people,
  server,
}) => {
  const { ann, room } = await two(people, server.url, "Parts", ["one", "two"]);
  await expect(ann.field).toBeFocused();
  await press(ann, "F6");
  // Not the skip link, which stands before it.
  await expect(ann.navigation.getByRole("link", { name: "Chats" })).toBeFocused();
  await press(ann, "F6");
  await expect(ann.room(room.title)).toBeFocused();
  await press(ann, "F6");
  await expect(ann.log).toBeFocused();
  await press(ann, "ArrowUp");
  await expect(row(ann, 3)).toBeFocused();
  await press(ann, "F6");
  await expect(ann.field).toBeFocused();
  await press(ann, "Shift+F6");
  await expect(row(ann, 3)).toBeFocused();
});

test("F6 also goes to what is new, where no room is open, and passes over what is empty", async ({
  people,
  server,
}) => {
  const [ann] = await people(1);
  const [me, bob] = await Promise.all(["test1", "test2"].map((name) => account(server.url, name)));
  const room = await group(bob!, "New to me", [me!]);
  await say(bob!, room, ["news"]);
  const news = ann.page.getByRole("main", { name: "What's new" });
  const link = news.getByRole("link", { name: /^New to me/ });
  await expect(link).toBeVisible();
  await press(ann, "F6");
  await expect(ann.navigation.getByRole("link", { name: "Friends" })).toBeFocused();
  await press(ann, "Shift+Tab");
  await expect(ann.page.getByRole("button", { name: "Skip to content" })).toBeFocused();
  await press(ann, "F6");
  await expect(ann.page.locator(".side :focus")).toHaveCount(1);
  await press(ann, "F6");
  await expect(news.getByRole("link").first()).toBeFocused();
  await press(ann, "F6");
  await expect(ann.navigation.getByRole("link", { name: "Friends" })).toBeFocused();
  await press(ann, "Shift+F6");
  await expect(news.getByRole("link").first()).toBeFocused();
});

test("the first Tab leads past the navigation and the list", async ({ people, server }) => {
  const { ann } = await two(people, server.url, "Skipped to", ["one"]);
  await ann.page.reload();
  await ann.hears("one");
  await ann.page.evaluate(() => {
    (document.activeElement as HTMLElement | null)?.blur();
    getSelection()?.removeAllRanges();
    document.body.tabIndex = -1;
    document.body.focus();
    document.body.removeAttribute("tabindex");
  });
  await press(ann, "Tab");
  const skip = ann.page.getByRole("button", { name: "Skip to content" });
  await expect(skip).toBeFocused();
  await expect(skip).toBeInViewport();
  await press(ann, "Enter");
  await expect(ann.log).toBeFocused();
});

test("Ctrl+K goes to rooms and friends by a part of the name or by initial consonants", async ({
  people,
  server,
}) => {
  const { ann } = await two(people, server.url, "Where I am");
  const me = await account(server.url, "test1");
  const other = await group(me, "감자튀김 모임", []);
  await press(ann, "Control+k");
  const field = ann.page.getByRole("combobox");
  await expect(field).toBeFocused();
  await field.fill("ㄱㅈㅌ");
  const options = ann.page.getByRole("option");
  await expect(options).toHaveText([/감자튀김 모임/]);
  await expect(options.first()).toHaveAttribute("aria-selected", "true");
  await press(ann, "Enter");
  await ann.isInRoom(other.title);
  await expect(ann.dialog).toHaveCount(0);

  await press(ann, "Control+k");
  await field.fill("where");
  await press(ann, "ArrowDown", "ArrowUp", "Enter");
  await ann.isInRoom("Where I am");

  // The field stands still, however much is found.
  await press(ann, "Control+k");
  const top = (await field.boundingBox())?.y;
  for (const query of ["감자튀김", "nobody at all"]) {
    await field.fill(query);
    await expect(options).toHaveCount(query === "감자튀김" ? 1 : 0);
    expect((await field.boundingBox())?.y).toBe(top);
  }
  await expect(ann.page.getByText("No matching chats or friends.")).toBeVisible();
  await press(ann, "Escape");
  await expect(ann.dialog).toHaveCount(0);
  await expect(ann.field).toBeFocused();
});

test("Ctrl+K has what is used most first, and the open chat last", async ({ people, server }) => {
  const [ann] = await people(1);
  const me = await account(server.url, "test1");
  const [seldom, often] = [await group(me, "Ranked beet", []), await group(me, "Ranked carrot", [])];
  // It is the newest, and above the others in the list.
  const never = await group(me, "Ranked leek", []);
  for (const room of [often, seldom, often]) await ann.opens(room.title);
  await press(ann, "Control+k");
  await ann.page.getByRole("combobox").fill("ranked");
  const options = ann.page.getByRole("option");
  await expect(options).toHaveText(
    [often.title, seldom.title, never.title].map((title) => new RegExp(title)),
  );
  await ann.page.getByRole("combobox").fill("");
  await expect(options.filter({ hasText: seldom.title })).toBeVisible();
  // The list ends after fifty: where there are more chats, the last one is not in it.
  const order = await options.allTextContents();
  const [neverAt, oftenAt] = [never, often].map(({ title }) =>
    order.findIndex((text) => text.includes(title)),
  );
  expect(neverAt).toBeGreaterThanOrEqual(0);
  expect(oftenAt === -1 || oftenAt! > neverAt!).toBe(true);
  await press(ann, "Escape");
});

test("an Enter that ends a composition does not choose in the switcher", async ({ people, server }) => {
  const { ann } = await two(people, server.url, "Composed");
  await press(ann, "Control+k");
  await expect(ann.page.getByRole("combobox")).toBeFocused();
  const keyboard = await InputMethod.of(ann.page);
  await keyboard.composes("ㄱ", "가", "감");
  await keyboard.pressesEnterOver("감", "nothing");
  await expect(ann.page.getByRole("combobox")).toHaveValue("감");
  await expect(ann.dialog).toBeVisible();
  await press(ann, "Escape");
});

test("Alt and arrows go through the rooms, with Shift through the unread ones", async ({
  people,
  server,
}) => {
  const [ann] = await people(1);
  const [me, bob] = await Promise.all(["test1", "test2"].map((name) => account(server.url, name)));
  const rooms = [];
  for (const title of ["Bottom", "Middle", "Top"]) {
    const room = await group(bob!, `Keys: ${title}`, [me!]);
    await read(me!, room, await say(bob!, room, ["read"]));
    rooms.push(room);
  }
  const [bottom, middle, top] = rooms;
  await ann.goesTo("Chats");
  await ann.opens(top!.title);
  await press(ann, "Alt+ArrowDown");
  await ann.isInRoom(middle!.title);
  await press(ann, "Alt+ArrowDown");
  await ann.isInRoom(bottom!.title);
  await press(ann, "Alt+ArrowUp");
  await ann.isInRoom(middle!.title);
  await say(bob!, bottom!, ["unread"]);
  await ann.hasUnread(bottom!.title, 1);
  await press(ann, "Alt+Shift+ArrowUp");
  await ann.isInRoom(bottom!.title);
  await ann.hasUnread(bottom!.title, 0);
});

test("Escape closes what is on top, then clears the reply, then goes to the newest message", async ({
  people,
  server,
}) => {
  const [ann] = await people(1);
  const [me, bob] = await Promise.all(["test1", "test2"].map((name) => account(server.url, name)));
  const room = await group(bob!, "Escaped", [me!]);
  const last = await say(bob!, room, numbered(2, 120));
  await read(me!, room, last);
  await ann.opens(room.title);
  await expect(row(ann, last)).toBeInViewport();
  await scrolls(ann, -400, last - 40);
  await standsStill(ann);
  await ann.log.focus();
  await press(ann, "ArrowUp", "Enter", "Enter");
  const answering = ann.page.locator(".answering");
  await expect(answering).toBeVisible();
  await ann.looksIntoRoom();
  await press(ann, "Escape");
  await expect(ann.info).toBeHidden();
  await expect(answering).toBeVisible();
  await ann.field.focus();
  await press(ann, "Escape");
  await expect(answering).toHaveCount(0);
  await expect(row(ann, last)).toHaveCount(0);
  await press(ann, "Escape");
  await expect(row(ann, last)).toBeInViewport();
  await expect(ann.field).toBeFocused();
});

test("? and Ctrl+/ show all shortcuts, and ? is a letter in the composer", async ({ people, server }) => {
  const { ann } = await two(people, server.url, "Shortcuts");
  const list = ann.page.getByRole("dialog", { name: "Keyboard shortcuts" });
  await press(ann, "Shift+?");
  await expect(ann.field).toHaveValue("?");
  await press(ann, "Control+/");
  await expect(list).toContainText("Go to a chat or friend");
  // Keys of a chord, and chords that do the same, can be told apart.
  for (const [name, keys] of [
    ["Go to a chat or friend", "Ctrl + K"],
    ["Previous or next chat", "Alt + ↑ or Alt + ↓"],
    ["Show these shortcuts", "Ctrl + / or ?"],
    ["In the messages: previous or next message", "↑ or ↓"],
  ])
    await expect(list.locator(".shortcut").filter({ hasText: name! }).locator("dd")).toHaveText(keys!);
  await press(ann, "Escape");
  await expect(list).toHaveCount(0);
  await ann.log.focus();
  await press(ann, "Shift+?");
  await expect(list).toBeVisible();
  await press(ann, "Escape");
});

test("typing anywhere in a room fills the composer, from the first letter on", async ({ people, server }) => {
  const { ann, bob } = await two(people, server.url, "From anywhere", ["one", "two"]);
  await ann.log.focus();
  await press(ann, "ArrowUp");
  await ann.page.keyboard.type("hello");
  await expect(ann.field).toBeFocused();
  await expect(ann.field).toHaveValue("hello");
  await press(ann, "Enter");
  await bob.hears("hello");

  // Where an input method takes the first key, too: its composition begins in the field.
  await ann.log.focus();
  const keyboard = await InputMethod.of(ann.page);
  const chromium = await ann.page.context().newCDPSession(ann.page);
  const first = { key: "Process", code: "KeyR", windowsVirtualKeyCode: 229 };
  await chromium.send("Input.dispatchKeyEvent", { type: "rawKeyDown", ...first });
  await expect(ann.field).toBeFocused();
  await keyboard.composes("ㄱ", "가", "감");
  await keyboard.letsGoOf("감");
  await chromium.send("Input.dispatchKeyEvent", { type: "keyUp", ...first });
  await keyboard.composes("ㅈ", "자");
  await keyboard.pressesEnterOver("자", "nothing");
  await bob.hears("감자");

  // A mouse that clicks between the messages leaves the field focused, so that no key has to find its way.
  await ann.log.focus();
  await ann.message("two").click();
  await expect(ann.field).toBeFocused();
  // Selecting a word does not.
  await ann.log.focus();
  await ann.message("hello").dblclick();
  await expect.poll(() => ann.page.evaluate(() => String(getSelection()))).toBe("hello");

  // A letter in a list is for the list, and a space scrolls.
  await ann.rooms.getByRole("link").first().focus();
  await ann.page.keyboard.type("z");
  await ann.log.focus();
  await press(ann, "Space");
  await expect(focused(ann)).not.toHaveRole("textbox");
  await expect(ann.field).toHaveValue("");
});
