import { expect, type Locator } from "playwright/test";

import { type Person, test } from "./people";
import { account, by, group, say } from "./rest";

const ANN = "햇감자";
const BOB = "Hash Brown";
const SHORT = "Potato lovers";
const LONG = "a sentence that goes on and on ".repeat(20).trim();

const sizes = {
  phone: { width: 390, height: 844 },
  tablet: { width: 820, height: 1180 },
  laptop: { width: 1280, height: 800 },
  desktop: { width: 1920, height: 1080 },
};

test("at 390 there is one pane: the list or the room, and the info is a sheet over it", async ({
  people,
}) => {
  const [ann] = await people(1);
  await ann.page.setViewportSize(sizes.phone);
  expect((await boxOf(ann.page.getByRole("main", { name: "Friends" }))).width).toBe(390);
  expect((await boxOf(ann.navigation)).bottom).toBe(844);
  await ann.opens(SHORT);
  for (const hidden of [ann.rooms, ann.navigation]) await expect(hidden).toBeHidden();
  expect((await boxOf(ann.page.getByRole("main"))).width).toBe(390);
  await ann.looksIntoRoom();
  await expect(ann.page.getByRole("dialog", { name: "Chat info" })).toBeVisible();
  await fits(ann);
  await ann.closes();
  await expect(ann.page.getByRole("button", { name: "Chat info" })).toBeFocused();
});

test("at 820 the room stands beside the list, and the info is a drawer that a press beside it closes", async ({
  people,
}) => {
  const [ann] = await people(1);
  await ann.page.setViewportSize(sizes.tablet);
  await ann.opens(SHORT);
  const [rail, list, room] = await panes(ann, "Chats");
  expect(rail.width).toBe(64);
  expect(list.width).toBeGreaterThanOrEqual(272);
  expect(list.width).toBeLessThanOrEqual(300);
  expect([list.left, room.left, room.right]).toEqual([rail.right, list.right, 820]);
  await expect(ann.page.getByRole("complementary", { name: "Chat info" })).toHaveCount(0);

  await ann.looksIntoRoom();
  await expect(ann.page.getByRole("dialog", { name: "Chat info" })).toBeVisible();
  expect((await boxOf(ann.info)).right).toBe(820);
  await fits(ann);
  await ann.page.mouse.click(100, 900);
  await expect(ann.info).toHaveCount(0);
  await expect(ann.page.getByRole("button", { name: "Chat info" })).toBeFocused();
  await ann.says("nothing is over this");
});

test("at 1280 the info is docked beside the room, and stays as it was left", async ({ people }) => {
  const [ann] = await people(1);
  await ann.page.setViewportSize(sizes.laptop);
  await ann.opens(SHORT);
  await expect(ann.info).toHaveCount(0);
  await ann.looksIntoRoom();
  await expect(ann.page.getByRole("dialog")).toHaveCount(0);
  const [rail, list, room] = await panes(ann, "Chats");
  const info = await boxOf(ann.info);
  expect([rail.width, info.width]).toEqual([64, 320]);
  expect([list.left, room.left, info.left, info.right]).toEqual([rail.right, list.right, room.right, 1280]);
  await ann.says("beside the info");
  await fits(ann);

  await ann.opens(BOB);
  await expect(ann.info).toContainText(BOB);
  await expect(ann.field).toBeFocused();
  await ann.page.reload();
  await expect(ann.info).toContainText(BOB);
  await ann.info.getByRole("button", { name: "Close" }).click();
  await expect(ann.page.getByRole("button", { name: "Chat info" })).toBeFocused();
  await ann.page.reload();
  await ann.isInRoom(BOB);
  await expect(ann.info).toHaveCount(0);
});

test("at 1920 the info is open, and the messages are a column of at most 860 px in the middle", async ({
  people,
  server,
}) => {
  const [ann] = await people(1);
  const me = await account(server.url, "test1");
  const made = await group(me, "A wide kitchen", []);
  await say(me, made, ["short", LONG]);
  await ann.page.setViewportSize(sizes.desktop);
  await ann.opens(made.title);
  const [rail, list, room] = await panes(ann, "Chats");
  const info = await boxOf(ann.info);
  expect([rail.width, list.width, info.width]).toEqual([64, 320, 320]);
  expect([room.left, room.right, info.right]).toEqual([list.right, info.left, 1920]);
  await isColumn(ann);
  // 34rem, and no more.
  expect((await boxOf(bubble(ann, LONG))).width).toBe(544);

  // Opened by nobody, it has not taken the focus. Closed once, it stays closed, and the column moves to the middle.
  await expect(ann.field).toBeFocused();
  await ann.info.getByRole("button", { name: "Close" }).click();
  await isColumn(ann);
  await ann.opens(BOB);
  await expect(ann.info).toHaveCount(0);
  await fits(ann);
});

test("on a phone a bubble takes at most 78 % of the row", async ({ people, server }) => {
  const [ann] = await people(1);
  const me = await account(server.url, "test1");
  const room = await group(me, "Narrow shelves", []);
  await say(me, room, [LONG]);
  await ann.page.setViewportSize(sizes.phone);
  await ann.opens(room.title);
  const row = await boxOf(ann.log.getByRole("article").last());
  const { width } = await boxOf(bubble(ann, LONG));
  expect(width).toBeLessThanOrEqual(row.width * 0.78 + 1);
  expect(width).toBeGreaterThan(row.width * 0.7);
});

test("a change of tab replaces the list only: the room, its draft and its place stay", async ({ people }) => {
  const [ann, bob] = await people(2);
  await ann.page.setViewportSize(sizes.laptop);
  await ann.opens(SHORT);
  await ann.field.fill("half a sentence");
  await ann.log.evaluate((log) => void (log.dataset["same"] = "yes"));
  for (const tab of ["Friends", "Settings", "Chats"] as const) {
    await ann.goesTo(tab);
    await expect(ann.log).toHaveAttribute("data-same", "yes");
    await expect(ann.field).toHaveValue("half a sentence");
    await expect(ann.page.getByRole("region", { name: tab })).toBeVisible();
    await expect(ann.page.getByRole("main")).toHaveCount(1);
    await fits(ann);
  }
  // It is still the room on screen: marked in the list, and what comes is read.
  await expect(ann.room(SHORT)).toHaveAttribute("aria-current", "page");
  await bob.opens(SHORT);
  await bob.says("seen beside the list");
  await ann.hears("seen beside the list");
  await ann.hasUnread(SHORT, 0);
});

test("the chats are the current tab inside a room, too", async ({ people }) => {
  const [ann] = await people(1);
  await ann.opens(SHORT);
  const tab = (name: string) => ann.navigation.getByRole("link", { name });
  await expect(tab("Chats")).toHaveAttribute("aria-current", "true");
  await expect(tab("Friends")).not.toHaveAttribute("aria-current");
  await ann.goesTo("Friends");
  await expect(tab("Friends")).toHaveAttribute("aria-current", "page");
  await expect(tab("Chats")).not.toHaveAttribute("aria-current");
});

test("while no room is open, the right pane has what is unread and who is online", async ({
  people,
  server,
}) => {
  const [ann, bob] = await people(2);
  const [me, other] = await Promise.all(["test1", "test2"].map((name) => account(server.url, name)));
  const room = await group(other!, "Over here", [me!]);
  await group(other!, LONG.slice(0, 50), [me!]);
  await say(other!, room, ["news"]);
  for (const size of [sizes.tablet, sizes.laptop, sizes.desktop]) {
    await ann.page.setViewportSize(size);
    for (const tab of ["Friends", "Chats", "Settings"] as const) {
      await ann.goesTo(tab);
      const pane = ann.page.getByRole("main", { name: "What's new" });
      await expect(pane.getByRole("list", { name: "Unread" })).toContainText(room.title);
      await expect(pane.getByRole("list", { name: "Friends online now" })).toContainText(BOB);
      await fits(ann);
    }
  }
  await ann.page.getByRole("list", { name: "Unread" }).getByRole("link", { name: room.title }).click();
  await ann.isInRoom(room.title);
  await ann.hears("news");

  // Removed from it while another tab is open: the pane says so, and has what is new again after that.
  await ann.goesTo("Friends");
  await by(other!, "DELETE", `/api/rooms/${room.id}/members/${me!.id}`);
  const lost = ann.page.getByRole("main");
  await expect(lost.getByRole("heading")).toHaveText(`You're no longer in “${room.title}”.`);
  await expect(ann.page.getByRole("heading", { name: "Friends", exact: true })).toBeVisible();
  await lost.getByRole("link", { name: "Back to chats" }).click();
  await expect(ann.page.getByRole("main", { name: "What's new" })).toBeVisible();
  await expect(bob.navigation).toBeVisible();
});

test("a room that is marked as unread is not on screen any more", async ({ people, server }) => {
  const [ann] = await people(1);
  const me = await account(server.url, "test1");
  const room = await group(me, "Read it later", []);
  await ann.page.setViewportSize(sizes.laptop);
  await ann.opens(room.title);
  await ann.goesTo("Friends");
  await ann.looksIntoRoom();
  await ann.info.getByRole("button", { name: "Mark as unread" }).click();
  await expect(ann.page.getByRole("main", { name: "What's new" })).toBeVisible();
  await expect(ann.room(room.title).getByRole("img", { name: "Marked as unread" })).toBeVisible();
});

test("a page that gets narrower shows the pane of its address, and wider again the room beside it", async ({
  people,
}) => {
  const [ann, bob] = await people(2);
  await ann.page.setViewportSize(sizes.laptop);
  await ann.opens(BOB);
  await ann.goesTo("Friends");
  await ann.page.setViewportSize(sizes.phone);
  await expect(ann.log).toHaveCount(0);
  await expect(ann.friend(BOB)).toBeVisible();
  // A room that is not on screen is not read.
  await bob.opens(ANN);
  await bob.says("are you still there?");
  await expect(ann.navigation.getByRole("img", { name: /unread/ })).toBeVisible();
  await ann.page.setViewportSize(sizes.laptop);
  await ann.hears("are you still there?");
});

async function panes(person: Person, list: string): Promise<[Box, Box, Box]> {
  const { page, navigation } = person;
  const [side, main] = [page.getByRole("region", { name: list }), page.getByRole("main")];
  return [await boxOf(navigation), await boxOf(side), await boxOf(main)];
}

const bubble = ({ log }: Person, text: string): Locator =>
  log.locator("[data-content]").filter({ hasText: text }).last();

// Rows and composer have the same edges, in the middle of the room.
async function isColumn(person: Person): Promise<void> {
  const room = await boxOf(person.page.getByRole("main"));
  const row = await boxOf(person.log.getByRole("article").last());
  const composer = await boxOf(person.field.locator("xpath=.."));
  expect(row.width).toBeLessThanOrEqual(860);
  expect(composer.width).toBeLessThanOrEqual(860);
  // The scroll bar of the messages takes some of their side.
  expect(Math.abs(row.left - room.left - (room.right - row.right))).toBeLessThanOrEqual(20);
  expect(Math.abs(composer.left - room.left - (room.right - composer.right))).toBeLessThanOrEqual(1);
}

interface Box {
  left: number;
  right: number;
  bottom: number;
  width: number;
}

async function boxOf(locator: Locator): Promise<Box> {
  await expect(locator).toBeVisible();
  return locator.evaluate((element) => {
    const { left, right, bottom, width } = element.getBoundingClientRect();
    return {
      left: Math.round(left),
      right: Math.round(right),
      bottom: Math.round(bottom),
      width: Math.round(width),
    };
  });
}

// Nothing is wider than the page, and nothing in a list of rooms than its row.
async function fits({ page }: Person): Promise<void> {
  const excess = () =>
    page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  await expect.poll(excess).toBeLessThanOrEqual(0);
  const cutOff = () =>
    page.locator(".room").evaluateAll((rooms) =>
      rooms.flatMap((room) => {
        const end = room.getBoundingClientRect().right;
        const parts = [...room.querySelectorAll(".room-name, .room-last, .room-time")];
        return parts
          .filter((part) => part.getBoundingClientRect().right > end)
          .map((part) => part.textContent);
      }),
    );
  // A row that has just come into view is laid out with the next frame.
  await expect.poll(cutOff).toEqual([]);
}
