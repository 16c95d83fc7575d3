import { expect } from "playwright/test";

import { type Person, test } from "./people";
import { account, by, group, say, two } from "./rest";

// What people type, paste, drop, print and copy, and what they come back to.

test("a link ends where Korean begins, and its characters cannot turn round", async ({ people, server }) => {
  const texts = [
    "https://potato.kr/menu이거",
    "https://potato.kr/aㅋㅋ",
    "여기naver.com이야",
    "https://potato.kr/photo\u202Egpj.exe",
    "https://namu.wiki/w/감자 봐",
  ];
  const { ann } = await two(people, server.url, "Links", texts);
  const links = ann.log.getByRole("link");
  await expect(links).toHaveText([
    "https://potato.kr/menu",
    "https://potato.kr/a",
    "naver.com",
    "https://potato.kr/photogpj.exe",
    "https://namu.wiki/w/감자",
  ]);
  await expect(links.nth(2)).toHaveAttribute("href", "https://naver.com/");
});

test("text that runs the other way, and piled-up marks, stay in their own bubble", async ({
  people,
  server,
}) => {
  const pile = `e${"\u0301".repeat(400)}`;
  const { ann } = await two(people, server.url, "Strange text", ["שלום!", pile, "under it"]);
  await expect(ann.message("שלום!")).toHaveAttribute("dir", "auto");
  await expect(ann.message("שלום!")).toHaveCSS("direction", "rtl");
  const bubble = ann.log.locator("[data-content]").filter({ hasText: pile });
  expect(await bubble.evaluate((element) => getComputedStyle(element).overflow)).toBe("clip");
});

test("what changes by itself is not translated", async ({ people, server }) => {
  const { ann } = await two(people, server.url, "Translated", ["hello"]);
  await expect(ann.room("Translated").locator(".room-last")).toHaveAttribute("translate", "no");
  await expect(ann.log.locator("time").first().locator("xpath=..")).toHaveAttribute("translate", "no");
  // People's own words may be.
  expect(await ann.message("hello").evaluate((text) => text.closest("[translate=no]"))).toBeNull();
});

test("the whole loaded history is printed", async ({ people, server }) => {
  const texts = Array.from({ length: 60 }, (_, nth) => `line ${nth}`);
  const { ann } = await two(people, server.url, "On paper", texts);
  await ann.log.press("Home");
  await expect(ann.message("line 0")).toBeVisible();
  await ann.page.emulateMedia({ media: "print" });
  const paper = ann.page.locator(".printout");
  await expect(paper.getByText("line 0")).toBeVisible();
  await expect(paper.locator("p")).toHaveCount(texts.length + 1);
  await expect(ann.navigation).toBeHidden();
  await ann.page.emulateMedia({ media: "screen" });
  await expect(paper).toHaveCount(0);
  await expect(ann.navigation).toBeVisible();
});

test("several messages are copied as name, time and text", async ({ people, server }) => {
  const { ann } = await two(people, server.url, "Copied", ["first", "second\nline", "third"]);
  const copied = await ann.log.evaluate((log) => {
    const bubbles = [...log.querySelectorAll(".bubble")];
    getSelection()!.setBaseAndExtent(bubbles[0]!, 0, bubbles.at(-1)!, 1);
    const clipboardData = new DataTransfer();
    bubbles[0]!.dispatchEvent(new ClipboardEvent("copy", { clipboardData, bubbles: true, cancelable: true }));
    return { plain: clipboardData.getData("text/plain"), html: clipboardData.getData("text/html") };
  });
  const lines = copied.plain.split("\n");
  expect(lines).toHaveLength(4);
  expect(lines[0]).toMatch(/^\[.+\] \[.*\d.*\] first$/);
  expect(lines[2]).toBe("line");
  expect(copied.html).toContain("second<br>line");
});

test("half an emoji is sent as what can be shown", async ({ people, server }) => {
  const { ann, bob } = await two(people, server.url, "Half an emoji");
  await ann.field.evaluate((field: HTMLTextAreaElement) => {
    field.value = "half \uD83E";
    field.dispatchEvent(new InputEvent("input", { bubbles: true }));
  });
  await ann.field.press("Enter");
  await bob.hears("half \uFFFD");
});

test("a file that is dropped beside a room does not replace the page", async ({ people, server }) => {
  const { ann } = await two(people, server.url, "Dropped");
  await ann.field.fill("not lost");
  const isHeld = await ann.rooms.evaluate((list) => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File(["a"], "a.txt"));
    const drop = new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true });
    return !list.dispatchEvent(drop);
  });
  expect(isHeld).toBe(true);
  await expect(ann.field).toHaveValue("not lost");
});

test("unsent text is gone after signing out", async ({ stranger, server }) => {
  await stranger.signsUp("Forgetful", "a warm potato");
  const owner = await account(server.url, "test1");
  const me = await idOf(server.url, stranger.username);
  const room = await group(owner, "Forgotten", [{ ...owner, id: me }]);
  await stranger.opens(room.title);
  await stranger.field.fill("a secret");
  await stranger.signsOut();
  expect(await stranger.page.evaluate(() => JSON.stringify(sessionStorage))).not.toContain("a secret");
});

test("a duplicated tab does not offer again what the first one has sent", async ({
  people,
  server,
  tabOf,
}) => {
  const { ann, bob, room } = await two(people, server.url, "Duplicated");
  await ann.field.fill("only once");
  const copy = await ann.page.evaluate(() => ({ ...sessionStorage }));
  const second: Person = await tabOf(ann);
  await second.page.evaluate((kept) => Object.assign(sessionStorage, kept), copy);
  await second.page.reload();
  await second.isInRoom(room.title);
  await expect(second.field).toHaveValue("only once");
  await ann.field.press("Enter");
  await bob.hears("only once");
  await expect(second.field).toHaveValue("");
  await second.page.reload();
  await expect(second.field).toHaveValue("");
});

test("the 1:1 with someone who has deleted their account has no field, and says why", async ({
  people,
  stranger,
  server,
}) => {
  await stranger.signsUp("Leaving", "a warm potato");
  const me = await account(server.url, "test1");
  const userId = await idOf(server.url, stranger.username);
  const { room } = (await by(me, "POST", "/api/rooms", { kind: "direct", userId })) as {
    room: { id: string };
  };
  await say(me, { id: room.id, title: "" }, ["good-bye"]);
  await stranger.goesTo("Settings");
  await stranger.page.getByRole("button", { name: "Delete account" }).click();
  await stranger.dialog.getByLabel("Password", { exact: true }).fill("a warm potato");
  await stranger.dialog.getByRole("button", { name: "Delete account" }).click();
  await stranger.isAtTheDoor();
  const [ann] = await people(1);
  await ann.page.goto(`${server.url}/rooms/${room.id}`);
  await expect(ann.page.getByText("This account was deleted")).toBeVisible();
  await expect(ann.field).toHaveCount(0);
  await expect(ann.page.locator(".avatar").filter({ hasText: "(" })).toHaveCount(0);
});

test("where sockets are blocked and the feed is held back, the page asks slowly, and returns by itself", async ({
  people,
  server,
  line,
}) => {
  test.setTimeout(120_000);
  const { ann, bob, room } = await two(people, server.url, "Slowly");
  line.blocksSockets("refused");
  line.holdsFeeds();
  await ann.comesBy(line);
  await expect(ann.page.getByText("Reconnecting…")).toBeVisible();
  await expect(ann.page.getByText("Reconnecting…")).toBeHidden({ timeout: 30_000 });
  await ann.opens(room.title);
  await bob.says("a slow one");
  await expect(ann.message("a slow one")).toBeVisible({ timeout: 20_000 });
  await ann.says("and one back");
  await bob.hears("and one back");
  line.letsSocketsThrough();
  await expect.poll(() => line.carries("socket"), { timeout: 30_000 }).toBe(1);
  await bob.says("a quick one");
  await expect(ann.message("a quick one")).toBeVisible({ timeout: 2000 });
});

test("the focus stays on my own row when its message has come", async ({ people, server }) => {
  const { ann } = await two(people, server.url, "Focus", ["above"]);
  await ann.types("mine");
  await ann.log.getByRole("article", { name: "mine" }).focus();
  await expect(ann.log.getByRole("article", { name: /mine/ })).toBeFocused();
  await expect(ann.log.getByRole("article", { name: /mine/ })).not.toHaveAttribute(
    "data-key",
    /[a-f0-9]{32}/,
  );
  await expect(ann.log.getByRole("article", { name: /mine/ })).toBeFocused();
});

async function idOf(url: string, username: string): Promise<string> {
  const someone = await account(url, "test2");
  const { users } = (await by(someone, "GET", `/api/users?q=${username}`)) as {
    users: { id: string; username: string }[];
  };
  return users.find((user) => user.username === username)!.id;
}
