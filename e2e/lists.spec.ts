import { expect } from "playwright/test";

import { across, type Person, test } from "./people";
import { account, group, say, two } from "./rest";

const ANN = "햇감자";
const BOB = "Hash Brown";
const LATTE = "고구마라떼";
const EXCHANGE = "언어교환 · Language Exchange";

test("chips and a name filter the list of chats, and what is open stays in it", async ({
  people,
  server,
}) => {
  const [ann] = await people(1);
  const [me, bob] = await Promise.all(["test1", "test2"].map((name) => account(server.url, name)));
  const room = await group(bob!, "Dips and chips", [me!]);
  await say(bob!, room, ["which dip?"]);
  await ann.goesTo("Chats");
  const links = ann.rooms.getByRole("link");
  await expect(ann.room(room.title)).toBeVisible();
  const whole = await links.count();

  await chip(ann, "Unread").check();
  await ann.hasUnread(room.title, 1);
  await expect(links).toHaveCount(
    await links.filter({ has: ann.page.getByRole("img", { name: /unread/i }) }).count(),
  );
  await ann.opens(room.title);
  await ann.hasUnread(room.title, 0);
  await expect(ann.room(room.title)).toBeVisible();

  // One tab stop, with arrows inside.
  await chip(ann, "Unread").focus();
  await ann.page.keyboard.press("ArrowRight");
  await expect(chip(ann, "Favourites")).toBeChecked();
  await ann.page.keyboard.press("ArrowRight");
  await expect(chip(ann, "1:1")).toBeChecked();
  await expect(ann.room(BOB)).toBeVisible();
  await expect(ann.room(EXCHANGE)).toHaveCount(0);
  await chip(ann, "All").check();
  await expect(links).toHaveCount(whole);

  const search = ann.page.getByRole("textbox", { name: "Search chats" });
  for (const part of ["exchange", "언어교", "ㅇㅇㄱㅎ"]) {
    await search.fill(part);
    await expect(links).toHaveCount(1);
    await expect(ann.room(EXCHANGE)).toBeVisible();
    await expect(ann.page.getByText("1 chat", { exact: true }).last()).toBeAttached();
  }
  await search.fill("no chat has this name");
  await expect(ann.rooms).toContainText("No matching chats.");
  await search.press("Escape");
  await expect(links).toHaveCount(whole);

  // Another visit begins with all of them.
  await chip(ann, "Favourites").check();
  await ann.goesTo("Friends");
  await ann.goesTo("Chats");
  await expect(chip(ann, "All")).toBeChecked();
});

test("a filter that leaves nothing says so, and shows all again", async ({ stranger }) => {
  await stranger.signsUp("Few Chats", "hot-potato-soup");
  await stranger.goesTo("Friends");
  await stranger.page.getByRole("button", { name: /^Chat with myself/ }).click();
  await stranger.isInRoom("Chat with myself");
  await chip(stranger, "Favourites").check();
  await expect(stranger.room("Chat with myself")).toBeVisible();
  await stranger.page.goto(new URL("/rooms", stranger.page.url()).href);
  await chip(stranger, "Favourites").check();
  await expect(stranger.rooms).toContainText("No favourite chats yet.");
  await stranger.page.getByRole("button", { name: "Show all chats" }).click();
  await expect(chip(stranger, "All")).toBeFocused();
  await expect(stranger.room("Chat with myself")).toBeVisible();
});

test("the list shows what was begun in another room and not sent", async ({ people, server }) => {
  const { ann, bob, room } = await two(people, server.url, "Half-baked");
  const other = await group(await account(server.url, "test1"), "Fully baked", []);
  await ann.field.fill("needs five more min");
  // Not beside its own composer.
  await expect(ann.room(room.title)).not.toContainText("Draft:");
  await ann.opens(other.title);
  await expect(ann.room(room.title)).toContainText("Draft: needs five more min");
  await bob.says("is it ready?");
  await ann.hasUnread(room.title, 1);
  await expect(ann.room(room.title)).toContainText("Draft: needs five more min");
  await ann.page.reload();
  await expect(ann.room(room.title)).toContainText("Draft: needs five more min");

  await ann.opens(room.title);
  await ann.says("needs five more minutes");
  await ann.opens(other.title);
  await expect(ann.room(room.title)).not.toContainText("Draft:");
  await expect(ann.room(room.title)).toContainText("needs five more minutes");
});

test("face and name in a message open the profile, by keyboard its menu does", async ({ people, server }) => {
  const { ann, bob } = await two(people, server.url, "Who are you");
  await bob.says("just passing by");
  await ann.hears("just passing by");
  const profile = ann.page.getByRole("dialog", { name: `Profile of ${BOB}` });
  await ann.log.getByRole("button", { name: BOB, exact: true }).click();
  await expect(profile).toBeVisible();
  await ann.closes();
  await ann.log.locator(".face").last().click();
  await expect(profile).toBeVisible();
  await ann.closes();

  await ann.log.focus();
  for (const key of ["End", "Enter"]) await ann.page.keyboard.press(key);
  await ann.page.getByRole("menuitem", { name: "View profile" }).press("Enter");
  await expect(profile).toBeVisible();
  await ann.closes();
  // My own message has no face, and no such entry.
  await ann.says("so am I");
  // A draft has no menu.
  await bob.hears("so am I");
  await expect(ann.log.getByText("sending", { exact: true })).toHaveCount(0);
  await ann.log.focus();
  for (const key of ["ArrowUp", "Enter"]) await ann.page.keyboard.press(key);
  await expect(ann.page.getByRole("menuitem", { name: "Reply" })).toBeFocused();
  await expect(ann.page.getByRole("menuitem", { name: "View profile" })).toHaveCount(0);
});

test("all friends are counted, favourites too", async ({ people }) => {
  const [ann] = await people(1);
  const listed = ann.page.getByRole("list").and(ann.page.locator(".people-list")).getByRole("listitem");
  await expect(ann.friend(BOB)).toBeVisible();
  const all = await listed.count();
  await expect(ann.page.getByRole("heading", { name: `Friends · ${all}` })).toBeVisible();
});

test(
  "a friend can have a name that only I see, on all my devices",
  across,
  async ({ people, again, server }) => {
    const [ann, bob] = await people(2);
    const also = await again(ann, "1234");
    const [me, other] = await Promise.all(["test1", "test2"].map((name) => account(server.url, name)));
    const room = await group(me!, "Under another name", [other!]);
    await say(other!, room, ["who am I to you?"]);

    await ann.looksAt(BOB);
    await renames(ann, "Crispy");
    await expect(ann.dialog).toHaveAccessibleName("Profile of Crispy");
    await expect(ann.dialog).toContainText(`Nickname: ${BOB}`);
    await ann.closes();
    for (const one of [ann, also]) await expect(one.friend("Crispy")).toBeVisible();
    for (const part of ["crisp", "hash"]) {
      await ann.page.getByRole("textbox", { name: "Search friends" }).fill(part);
      await expect(ann.friend("Crispy")).toBeVisible();
    }

    // Wherever they are named.
    await ann.opens(room.title);
    await expect(ann.log.locator(".author")).toHaveText("Crispy");
    await expect(ann.room("Crispy")).toBeVisible();
    await bob.opens(room.title);
    await bob.field.pressSequentially("a bit");
    await expect(ann.page.getByRole("main").getByText("Crispy is typing…")).toBeVisible();

    // What others read has the nickname.
    await ann.goesTo("Chats");
    await ann.page.getByRole("button", { name: "New group" }).click();
    await ann.chooses(["Crispy", LATTE]);
    await expect(ann.dialog.getByLabel("Group name")).toHaveAttribute(
      "placeholder",
      [ANN, BOB, LATTE].join(", "),
    );
    await ann.closes();

    await ann.goesTo("Friends");
    await ann.looksAt("Crispy");
    await renames(ann, "");
    await expect(ann.dialog).toHaveAccessibleName(`Profile of ${BOB}`);
    await ann.closes();
    for (const one of [ann, also]) await expect(one.friend(BOB)).toBeVisible();
  },
);

test("a chat with myself is one, from the list of friends and from my profile", async ({
  stranger,
  again,
}) => {
  const password = "hot-potato-soup";
  await stranger.signsUp("Self Raising", password);
  await stranger.page.getByRole("button", { name: /^Chat with myself/ }).click();
  await stranger.isInRoom("Chat with myself");
  await stranger.says("buy flour");
  await expect(stranger.log.getByRole("button", { name: /^unread by/ })).toHaveCount(0);
  const also = await again(stranger, password);
  await also.opens("Chat with myself");
  await also.hears("buy flour");
  await also.hasUnread("Chat with myself", 0);

  await stranger.goesTo("Friends");
  await stranger.page.getByRole("button", { name: "My profile, Self Raising" }).click();
  await stranger.dialog.getByRole("button", { name: /^Chat with myself/ }).click();
  await stranger.isInRoom("Chat with myself");
  await stranger.hears("buy flour");
  await expect(stranger.rooms.getByRole("link")).toHaveCount(1);
});

test("members are found by name, also those that are not loaded", async ({ people }) => {
  const [ann] = await people(1);
  // Small pages, because a test with more than a hundred people would be slow.
  await ann.page.route("**/members?**", (route) => {
    const url = new URL(route.request().url());
    if (!url.searchParams.has("q")) url.searchParams.set("limit", "3");
    return route.continue({ url: url.href });
  });
  await ann.opens("Potato lovers");
  await ann.looksIntoRoom();
  const members = ann.info.getByRole("list", { name: "Members" }).getByRole("listitem");
  await expect(members).toHaveCount(3);
  const search = ann.info.getByRole("textbox", { name: "Search members" });
  for (const [part, name] of [
    ["hash b", BOB],
    ["ㄱㄱㅁ", LATTE],
    ["test10", "Gravy Boat"],
  ] as const) {
    await search.fill(part);
    await expect(members).toHaveText([new RegExp(name)]);
    await expect(ann.page.getByText("1 member found").last()).toBeAttached();
  }
  await search.fill("no such member");
  await expect(ann.info.getByText("No matching members.")).toBeVisible();
  await search.press("Escape");
  await expect(members).toHaveCount(3);
});

test("devices are in order, with the date of their sign-in, and three of them first", async ({
  stranger,
  again,
}) => {
  const password = "hot-potato-soup";
  await stranger.signsUp("Many Pans", password);
  for (let nth = 0; nth < 3; nth++) await again(stranger, password);
  await stranger.goesTo("Settings");
  const devices = stranger.page.getByRole("list", { name: "Devices" }).getByRole("listitem");
  await expect(devices).toHaveCount(3);
  await expect(devices.first()).toContainText(/This device · Signed in on .*\d{4}/);
  await expect(devices.nth(1)).toContainText(/Active .* · Signed in on/);
  await stranger.page.getByRole("button", { name: "Show all 4 devices" }).click();
  await expect(devices).toHaveCount(4);
  await expect(devices.nth(3).getByRole("button")).toBeFocused();
});

const chip = ({ page }: Person, name: string) =>
  page.getByRole("group", { name: "Show" }).getByRole("radio", { name });

// In the profile of a friend, which is open.
async function renames({ page, dialog }: Person, name: string): Promise<void> {
  await dialog.getByRole("button", { name: "More" }).click();
  await page.getByRole("menuitem", { name: "Change name" }).click();
  await dialog.getByLabel("Name that only you see").fill(name);
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dialog.getByLabel("Name that only you see")).toHaveCount(0);
}
