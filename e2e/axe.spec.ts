import { AxeBuilder } from "@axe-core/playwright";
import { expect } from "playwright/test";

import { photo, randomFile, textFile } from "./files/paper";
import { chooses, gives, progress, sends, mayBeCancelled } from "./files/sending";
import { type Person, test } from "./people";
import { account, group, say } from "./rest";
import { areFindable, finder, hits, searches, searchField } from "./search/finder";
import { movingGif, pdf, picture, shareNew, voice } from "./shown/files";

for (const colorScheme of ["light", "dark"] as const) {
  test(`every screen can be used by everyone, when it is ${colorScheme}`, async ({ stranger, people }) => {
    // axe checks each screen element by element, which is slow.
    test.slow();
    await stranger.page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await hasNothingAgainst(stranger, "sign in");
    await stranger.page.getByRole("button", { name: "Create an account" }).click();
    await stranger.page.getByRole("button", { name: "Create account" }).click();
    await hasNothingAgainst(stranger, "sign up, with faults");

    const [ann] = await people(1);
    await ann.page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    // What stands beside the list comes right after the first screen.
    await expect(ann.page.getByRole("main")).toBeVisible();
    await hasNothingAgainst(ann, "friends");
    await ann.looksAt("Hash Brown");
    await hasNothingAgainst(ann, "a profile");
    await ann.dialog.getByRole("button", { name: "More" }).click();
    await hasNothingAgainst(ann, "its menu");
    await ann.page.getByRole("menuitem", { name: "Block" }).click();
    await hasNothingAgainst(ann, "the question before a block");
    await ann.page.keyboard.press("Escape");
    await ann.closes();
    await ann.page.getByRole("button", { name: "My profile" }).click();
    await hasNothingAgainst(ann, "my profile");
    await ann.closes();
    await ann.page.getByRole("button", { name: "Add a friend" }).click();
    await ann.dialog.getByRole("textbox").fill("test");
    await expect(ann.dialog.getByRole("listitem").first()).toBeVisible();
    await hasNothingAgainst(ann, "adding a friend");
    await ann.dialog.getByRole("button", { name: "Close" }).click();

    await ann.goesTo("Chats");
    await hasNothingAgainst(ann, "chats");
    await ann.opens("Potato lovers");
    await hasNothingAgainst(ann, "a room");
    await ann.page.setViewportSize({ width: 390, height: 844 });
    await hasNothingAgainst(ann, "a room on a phone");
    await ann.looksIntoRoom();
    await expect(ann.member("Hash Brown")).toBeVisible();
    await hasNothingAgainst(ann, "its info on a phone");
    await ann.closes();
    await ann.page.goBack();
    await hasNothingAgainst(ann, "chats on a phone");
    await ann.goesTo("Settings");
    await expect(ann.page.getByText(/^This device ·/)).toBeVisible();
    await hasNothingAgainst(ann, "settings");
    await ann.page.getByRole("switch", { name: "Quiet time" }).check();
    await ann.page.getByRole("textbox", { name: "Keywords" }).fill("a".repeat(51));
    await ann.page.keyboard.press("Enter");
    await ann.page.getByRole("textbox", { name: "Keywords" }).fill("potato");
    await ann.page.keyboard.press("Enter");
    await expect(ann.page.getByRole("button", { name: "Remove potato" })).toBeVisible();
    await hasNothingAgainst(ann, "settings of notifications");
    await ann.page.getByRole("button", { name: "Remove potato" }).click();
    await ann.page.getByRole("switch", { name: "Quiet time" }).uncheck();
  });

  test(`groups can be made and kept by everyone, when it is ${colorScheme}`, async ({ people }) => {
    test.slow();
    const [ann] = await people(1);
    await ann.page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await hasNothingAgainstGroups(ann);
  });

  test(`files can be seen, heard and saved by everyone, when it is ${colorScheme}`, async ({
    people,
    server,
  }) => {
    test.slow();
    const [ann] = await people(1);
    const [me, other] = await Promise.all(["test1", "test2"].map((name) => account(server.url, name)));
    const room = await group(other!, `Files for everyone, ${colorScheme}`, [me!]);
    await shareNew(other!, room, [picture("one.png"), picture("two.png"), pdf, voice(3)], "All kinds");
    await shareNew(me!, room, [movingGif, pdf, voice(3)], "All kinds of mine");
    await ann.page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await ann.opens(room.title);
    await expect(ann.log.locator(".sound")).toHaveCount(2);
    await hasNothingAgainst(ann, "messages with files");
    await ann.log.locator(".photo button").first().click();
    await expect(ann.page.getByRole("dialog").getByRole("img")).toHaveAttribute("alt", "one.png");
    await hasNothingAgainst(ann, "the viewer");
    await ann.page.keyboard.press("Escape");
    await ann.looksIntoRoom();
    await ann.info.getByRole("button", { name: "Photos and videos" }).click();
    await expect(ann.page.getByRole("dialog").locator(".photo")).toHaveCount(3);
    await hasNothingAgainst(ann, "a room's pictures");
    await ann.page.getByRole("dialog").getByRole("button", { name: "Files", exact: true }).click();
    await expect(ann.page.getByRole("dialog").locator(".card-file")).toHaveCount(2);
    await hasNothingAgainst(ann, "a room's files");
  });

  test(`messages can be found by everyone, when it is ${colorScheme}`, async ({ people, server }) => {
    test.slow();
    const [ann] = await people(1);
    const me = await account(server.url, "test1");
    const room = await group(me, `Found by everyone, ${colorScheme}`, []);
    await shareNew(me, room, [pdf], "A sweet potato, and its story");
    await say(me, room, ["another potato", "and one more potato"]);
    await areFindable(me, room, "potato", 3);
    await ann.page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await ann.opens(room.title);
    await searches(ann, "potato");
    await expect(hits(ann)).toHaveCount(3);
    await hasNothingAgainst(ann, "what was found");
    await finder(ann).getByRole("button", { name: "Filters" }).click();
    await finder(ann).getByRole("button", { name: "Go to a date" }).click();
    await finder(ann).getByRole("radio", { name: "File" }).check();
    await expect(hits(ann)).toHaveCount(1);
    await hasNothingAgainst(ann, "the filters of a search");
    await ann.page.setViewportSize({ width: 390, height: 844 });
    await hasNothingAgainst(ann, "what was found, on a phone");
    await hits(ann).click();
    await expect(ann.page.getByRole("button", { name: "Back to results" })).toBeVisible();
    await hasNothingAgainst(ann, "a message that was found, on a phone");
    await ann.page.getByRole("button", { name: "Back to results" }).click();
    await searchField(ann).fill("no such thing");
    await expect(finder(ann)).toContainText("No messages found.");
    await hasNothingAgainst(ann, "nothing found");
    await searchField(ann).fill("");
    await expect(finder(ann).getByRole("list", { name: "Recent searches" })).toBeVisible();
    await hasNothingAgainst(ann, "recent searches");
  });

  test(`menus and the dialogs of the keyboard serve everyone, when it is ${colorScheme}`, async ({
    people,
  }) => {
    test.slow();
    const [ann] = await people(1);
    await ann.page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await ann.friend("Hash Brown").click({ button: "right" });
    await hasNothingAgainst(ann, "a friend's menu");
    await ann.page.keyboard.press("Escape");
    await ann.opens("Potato lovers");
    await ann.rooms.getByRole("link").first().click({ button: "right" });
    await hasNothingAgainst(ann, "a room's menu");
    await ann.page.keyboard.press("Escape");
    await ann.log.locator(".message").last().click({ button: "right" });
    await hasNothingAgainst(ann, "a message's menu");
    await ann.page.keyboard.press("Escape");
    await ann.field.pressSequentially("@");
    await expect(ann.page.getByRole("option").first()).toBeVisible();
    await hasNothingAgainst(ann, "whom to mention");
    await ann.field.fill("");
    await ann.log.locator(".message").last().click({ button: "right" });
    await ann.page.getByRole("menuitem", { name: "Select text" }).click();
    await expect(ann.page.getByRole("dialog", { name: "Select text" })).toBeVisible();
    await hasNothingAgainst(ann, "a message's text");
    await ann.closes();
    await ann.log.locator(".message").last().click({ button: "right" });
    await ann.page.getByRole("menuitem", { name: "Select", exact: true }).click();
    await ann.log.getByRole("checkbox").first().click();
    await hasNothingAgainst(ann, "selected messages");
    await ann.page.keyboard.press("Escape");
    await ann.page.keyboard.press("Control+k");
    await expect(ann.page.getByRole("option").first()).toBeVisible();
    await hasNothingAgainst(ann, "the switcher");
    await ann.closes();
    await ann.page.keyboard.press("Control+/");
    await expect(ann.page.getByRole("dialog", { name: "Keyboard shortcuts" })).toBeVisible();
    await hasNothingAgainst(ann, "the shortcuts");
    await ann.closes();
  });
}

for (const colorScheme of ["light", "dark"] as const) {
  test(`files can be sent by everyone, when it is ${colorScheme}`, async ({ people, line }) => {
    test.slow();
    const [ann] = await people(1);
    await ann.comesBy(line);
    await ann.page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await ann.opens("Potato lovers");
    await chooses(ann, [photo("a.png"), textFile("b.txt", "b"), randomFile("c.heic", 2_000_000)]);
    await hasNothingAgainst(ann, "chosen files");
    await gives(ann.log, "dragover", [textFile("d.txt", "d")]);
    await hasNothingAgainst(ann, "files over a room");
    await gives(ann.log, "drop", []);
    line.slows(30_000);
    await sends(ann);
    await expect(progress(ann).last()).toBeVisible();
    await hasNothingAgainst(ann, "files on their way");
    await ann.log.getByRole("button", { name: "Pause" }).click();
    await hasNothingAgainst(ann, "files that are held");
    await ann.log.getByRole("button", { name: "Cancel" }).click();
    await expect(progress(ann)).toHaveCount(0);
    mayBeCancelled(ann);
  });
}

async function hasNothingAgainstGroups(ann: Person): Promise<void> {
  await ann.goesTo("Chats");
  await ann.page.getByRole("button", { name: "New group" }).click();
  await ann.dialog.getByRole("button", { name: "Create" }).click();
  await expect(ann.dialog.getByText("Choose at least one friend.")).toBeVisible();
  await hasNothingAgainst(ann, "a new group, with faults");
  await ann.chooses(["Hash Brown", "고구마라떼"]);
  await hasNothingAgainst(ann, "a new group, with people");
  await ann.closes();

  // The first demo user is its owner.
  await ann.opens("언어교환 · Language Exchange");
  await ann.looksIntoRoom();
  await expect(ann.member("Hash Brown")).toBeVisible();
  await hasNothingAgainst(ann, "a group's info");
  await ann.member("Hash Brown").getByRole("button", { name: "More options for" }).click();
  await hasNothingAgainst(ann, "a member's menu");
  await ann.page.getByRole("menuitem", { name: "Transfer ownership" }).click();
  await hasNothingAgainst(ann, "the question before a room is handed over");
  await ann.page.keyboard.press("Escape");
  for (const name of ["Edit chat", "Add people", "Leave chat"]) {
    await ann.info.getByRole("button", { name }).click();
    await expect(ann.page.getByRole("dialog")).toHaveCount(1);
    await hasNothingAgainst(ann, name);
    await ann.page.keyboard.press("Escape");
  }
  await ann.info.getByRole("switch", { name: "Favourite" }).check();
  await ann.info.getByLabel("Notifications").selectOption("None");
  await expect(ann.page.locator(".room").first().getByRole("img", { name: "off" })).toBeAttached();
  await ann.info.getByRole("button", { name: "Mark as unread" }).click();
  await expect(ann.rooms.getByRole("img", { name: "Marked as unread" })).toBeVisible();
  await hasNothingAgainst(ann, "chats with marks");

  await ann.opens("Hash Brown");
  await ann.looksIntoRoom();
  await hasNothingAgainst(ann, "the info of a chat of two");
  await ann.closes();
}

// In dark mode only colours differ.
const COLOURS = ["color-contrast", "link-in-text-block"];

async function hasNothingAgainst({ page }: Person, screen: string): Promise<void> {
  // Legacy mode opens no extra page for each report; it is enough, because there are no iframes here.
  const axe = new AxeBuilder({ page }).setLegacyMode();
  const isDark = await page.evaluate(() => matchMedia("(prefers-color-scheme: dark)").matches);
  const { violations } = await (isDark ? axe.withRules(COLOURS) : axe).analyze();
  const findings = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`);
  expect(findings, screen).toEqual([]);
}
