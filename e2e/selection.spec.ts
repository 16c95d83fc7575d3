import { expect, type Locator } from "playwright/test";

import { across, type Person, test } from "./people";
import { stored } from "./reading";
import { account, by, group, type Made, say, two } from "./rest";
import { Finger, onPhone } from "./touch/finger";

// Several messages are selected, to be copied, forwarded or deleted together: by mouse, touch and keyboard.

const TEXTS = ["one", "two", "three", "four", "five"];

const rowOf = (one: Person, text: string): Locator =>
  stored(one).filter({ has: one.page.locator(".bubble", { hasText: new RegExp(`^${text}$`) }) });
const bar = ({ page }: Person): Locator => page.getByRole("region", { name: "Select messages" });
const action = (one: Person, name: string): Locator => bar(one).getByRole("button", { name });
/** Which of the texts are checked, of those that can be. */
async function shows(one: Person, checked: string[], among = TEXTS): Promise<void> {
  for (const text of among)
    await expect(rowOf(one, text)).toHaveAttribute("aria-checked", String(checked.includes(text)));
  await expect(bar(one)).toContainText(`${checked.length} selected`);
}
async function begins(one: Person, text: string): Promise<void> {
  await rowOf(one, text).click({ button: "right" });
  await one.page.getByRole("menuitem", { name: "Select", exact: true }).click();
  await expect(bar(one)).toBeVisible();
}
const isOver = async (one: Person): Promise<void> => {
  await expect(bar(one)).toHaveCount(0);
  await expect(one.log.getByRole("checkbox")).toHaveCount(0);
  await expect(one.field).toBeVisible();
};

/** Instead of the clipboard, to which a test has no access. */
async function copied(one: Person, copy: () => Promise<void>): Promise<string> {
  await one.page.evaluate(() => {
    navigator.clipboard.writeText = async (text) => document.body.setAttribute("data-copied", text);
  });
  await copy();
  await expect(one.page.locator("body[data-copied]")).toHaveCount(1);
  return (await one.page.locator("body").getAttribute("data-copied"))!;
}

test("by mouse: a press anywhere on a row toggles it, Shift selects all between, and Cancel leaves", async ({
  people,
  server,
}) => {
  const { ann } = await two(people, server.url, "By mouse", TEXTS);
  await begins(ann, "two");
  await shows(ann, ["two"]);
  await expect(ann.field).toBeHidden();
  await rowOf(ann, "five").click();
  await shows(ann, ["two", "five"]);
  await rowOf(ann, "two").click();
  await rowOf(ann, "four").click({ modifiers: ["Shift"] });
  await shows(ann, ["two", "three", "four", "five"]);
  await rowOf(ann, "one").click();
  await expect(ann.page.locator("[aria-live=polite]")).toContainText("5 selected");
  // There is nothing else that a row could offer now.
  await rowOf(ann, "one").click({ button: "right" });
  await expect(ann.page.getByRole("menu")).toHaveCount(0);
  await action(ann, "Cancel").click();
  await isOver(ann);
  await expect(ann.field).toBeFocused();
});

test("by keyboard: arrows go from row to row, Space and Enter toggle, and Escape leaves", async ({
  people,
  server,
}) => {
  const { ann } = await two(people, server.url, "From row to row", TEXTS);
  const { keyboard } = ann.page;
  await ann.log.focus();
  await keyboard.press("ArrowUp");
  await expect(rowOf(ann, "five")).toBeFocused();
  await keyboard.press("Enter");
  await ann.page.getByRole("menuitem", { name: "Select", exact: true }).press("Enter");
  await shows(ann, ["five"]);
  await expect(rowOf(ann, "five")).toBeFocused();
  await keyboard.press("ArrowUp");
  await keyboard.press("ArrowUp");
  await keyboard.press(" ");
  await shows(ann, ["three", "five"]);
  await keyboard.press("ArrowUp");
  await keyboard.press("Enter");
  await shows(ann, ["two", "three", "five"]);
  await keyboard.press("Shift+Space");
  await keyboard.press("End");
  await keyboard.press(" ");
  await shows(ann, ["two", "three"]);
  await keyboard.press("Tab");
  await expect(action(ann, "Cancel")).toBeFocused();
  await keyboard.press("Escape");
  await isOver(ann);
});

test("by touch: a tap toggles, and neither a long press nor a swipe does anything else", async ({
  browser,
  people,
  server,
}) => {
  const { room } = await two(people, server.url, "By touch", TEXTS);
  const ann = await onPhone(browser, server.url, "test1");
  await ann.opens(room.title);
  const finger = await Finger.of(ann.page);
  await finger.presses(rowOf(ann, "two"));
  await ann.page.getByRole("menuitem", { name: "Select", exact: true }).tap();
  await shows(ann, ["two"]);
  await rowOf(ann, "four").tap();
  await shows(ann, ["two", "four"]);
  await finger.swipes(rowOf(ann, "three"), -160);
  await finger.presses(rowOf(ann, "five"));
  await expect(ann.page.getByRole("menu")).toHaveCount(0);
  await rowOf(ann, "two").tap();
  await expect(rowOf(ann, "two")).toHaveAttribute("aria-checked", "false");
  await action(ann, "Cancel").tap();
  await isOver(ann);
  await expect(ann.page.locator(".answering")).toHaveCount(0);
  await ann.page.context().close();
});

test(
  "it stays while messages arrive and change; a deleted one drops out; another room ends it",
  across,
  async ({ people, server }) => {
    const { ann, bob, room } = await two(people, server.url, "While it lasts", TEXTS);
    const me = await account(server.url, "test1");
    const other = await group(me, "Another one", []);
    await begins(ann, "two");
    await rowOf(ann, "four").click();
    await bob.says("his");
    await shows(ann, ["two", "four"], [...TEXTS, "his"]);
    await by(me, "PATCH", `/api/rooms/${room.id}/messages/3`, { text: "two again" });
    await shows(ann, ["two again", "four"], ["one", "two again", "four"]);
    await by(me, "DELETE", `/api/rooms/${room.id}/messages/5`);
    await expect(bar(ann)).toContainText("1 selected");
    await expect(ann.log.getByRole("checkbox")).toHaveCount(5);
    // System messages, and what is left of a deleted one, are no choice.
    await expect(ann.log.locator(".happened[role=checkbox]")).toHaveCount(0);
    await ann.opens(other.title);
    await isOver(ann);
    await ann.opens(room.title);
    await isOver(ann);
  },
);

test("copied are the texts in order; of several people with their names", async ({ people, server }) => {
  const { ann, bob } = await two(people, server.url, "To copy", ["one", "**two**"]);
  await bob.says("his");
  await ann.hears("his");
  await begins(ann, "two");
  await rowOf(ann, "one").click();
  expect(await copied(ann, () => action(ann, "Copy").click())).toBe("one\ntwo");
  await isOver(ann);
  await begins(ann, "his");
  await rowOf(ann, "two").click();
  await ann.page.locator("body").evaluate((body) => body.removeAttribute("data-copied"));
  const lines = (await copied(ann, () => action(ann, "Copy").click())).split("\n");
  expect(lines.map((line) => line.replace(/^.+: /, ""))).toEqual(["two", "his"]);
  expect(lines.every((line) => /^[^:]+: /.test(line))).toBe(true);
});

test("forwarded are all, in their order, to each chat that is chosen", across, async ({ people, server }) => {
  const { ann, bob } = await two(people, server.url, "Many from here", TEXTS);
  const [me, other] = await Promise.all(["test1", "test2"].map((name) => account(server.url, name)));
  const rooms = [await group(me!, "Many onward", [other!]), await group(me!, "Many beyond", [other!])];
  await begins(ann, "four");
  for (const text of ["one", "three"]) await rowOf(ann, text).click();
  await action(ann, "Forward").click();
  await expect(ann.dialog).toHaveAccessibleName("Forward 3 messages to");
  for (const { title } of rooms) await ann.dialog.getByRole("checkbox", { name: title }).check();
  await ann.dialog.getByRole("button", { name: "Forward" }).click();
  await isOver(ann);
  for (const { title } of rooms) {
    await bob.opens(title);
    await bob.hears("four");
    await expect(bob.log.locator(".bubble")).toHaveText(["one", "three", "four"]);
  }
});

test("at most thirty are forwarded at once, and the bar says so", async ({ people, server }) => {
  const texts = Array.from({ length: 31 }, (_, nth) => `no ${nth}`);
  const { ann } = await two(people, server.url, "Very many", texts);
  await begins(ann, "no 30");
  await ann.log.focus();
  await ann.page.keyboard.press("Home");
  await rowOf(ann, "no 0").click({ modifiers: ["Shift"] });
  await expect(bar(ann)).toContainText("31 selected");
  await expect(bar(ann)).toContainText("Up to 30 messages can be forwarded at once.");
  await expect(action(ann, "Forward")).toHaveAttribute("aria-disabled", "true");
  await rowOf(ann, "no 0").click();
  await expect(action(ann, "Forward")).toHaveAttribute("aria-disabled", "false");
});

test("deleted are my own, after one question; not those of others", across, async ({ people, server }) => {
  const { ann, bob } = await two(people, server.url, "To delete", TEXTS);
  await bob.says("his first");
  await bob.says("his second");
  await begins(bob, "his first");
  await rowOf(bob, "five").click();
  await expect(action(bob, "Delete")).toHaveAttribute("aria-disabled", "true");
  await expect(action(bob, "Delete")).toHaveAccessibleDescription(/Only your own from/);
  await rowOf(bob, "five").click();
  await rowOf(bob, "his second").click();
  await action(bob, "Delete").click();
  await expect(bob.dialog).toHaveAccessibleName("Delete 2 messages?");
  await bob.dialog.getByRole("button", { name: "Delete" }).click();
  await isOver(bob);
  for (const one of [ann, bob]) {
    await expect(one.log).not.toContainText("his first");
    await expect(one.log.getByText("This message was deleted.")).toHaveCount(2);
  }
});

test("the owner of a group deletes those of others, too", async ({ people, server }) => {
  const { ann, bob } = await two(people, server.url, "To keep clean", ["one"]);
  await bob.says("spam");
  await ann.hears("spam");
  await begins(ann, "spam");
  await rowOf(ann, "one").click();
  await action(ann, "Delete").click();
  await ann.dialog.getByRole("button", { name: "Delete" }).click();
  await expect(bob.log.getByText("This message was deleted.")).toHaveCount(2);
});

test(
  "a forwarded message names its room to its members, and to nobody else",
  across,
  async ({ people, server }) => {
    const [ann, bob] = await people(2);
    const [me, other] = await Promise.all(["test1", "test2"].map((name) => account(server.url, name)));
    const to = await group(me!, "Where it went", [other!]);
    const secret = await group(me!, "Secret source", []);
    const shared = await group(me!, "Shared source", [other!]);
    const open = (await by(me!, "POST", "/api/rooms", {
      kind: "group",
      title: "Open source",
      visibility: "public",
      memberIds: [],
    })) as { room: Made };
    for (const from of [secret, shared, open.room])
      await by(me!, "POST", `/api/rooms/${to.id}/messages`, {
        clientId: crypto.randomUUID(),
        text: `from ${from.title}`,
        forwardedFrom: from.id,
      });
    const sources = (one: Person) => one.log.locator(".source");
    await ann.opens(to.title);
    const names = ["Secret source", "Shared source", "Open source"].map((name) => `Forwarded from ${name}`);
    await expect(sources(ann)).toHaveText(names);
    // A browser logs that there is no such room.
    await bob.isRefused(404, async () => {
      await bob.opens(to.title);
      await expect(sources(bob)).toHaveText(["Forwarded", ...names.slice(1)]);
    });
    await expect(sources(bob).getByRole("link")).toHaveText(names.slice(1, 2));
    await sources(bob).getByRole("link").click();
    await bob.isInRoom(shared.title);
  },
);

test("what I forward says where it is from, at once; the field of that chat is left alone", async ({
  people,
  server,
}) => {
  const { ann } = await two(people, server.url, "Said here", ["pass it on"]);
  const me = await account(server.url, "test1");
  const to = await group(me, "Said there", []);
  await say(me, to, ["a question"]);
  await ann.opens(to.title);
  await rowOf(ann, "a question").click({ button: "right" });
  await ann.page.getByRole("menuitem", { name: "Reply" }).click();
  await ann.opens("Said here");
  await rowOf(ann, "pass it on").click({ button: "right" });
  await ann.page.getByRole("menuitem", { name: "Forward" }).click();
  await ann.dialog.getByRole("checkbox", { name: to.title }).check();
  await ann.dialog.getByRole("button", { name: "Forward" }).click();
  await ann.opens(to.title);
  await expect(rowOf(ann, "pass it on").locator(".source")).toHaveText("Forwarded from Said here");
  await expect(rowOf(ann, "pass it on").locator(".quoted")).toHaveCount(0);
  await expect(ann.page.locator(".answering")).toContainText("a question");
});
