import { expect } from "playwright/test";

import { InputMethod } from "./keyboard/ime";
import { across, type Person, test } from "./people";
import { numbered } from "./reading";
import { account, by, group, type Made, say } from "./rest";
import { onPhone } from "./touch/finger";

const choices = ({ page }: Person) =>
  page.getByRole("listbox", { name: "Mention someone" }).getByRole("option");
const names = (person: Person) => choices(person).locator("bdi");
const bubble = ({ log, page }: Person, text: string) =>
  log.locator(".message").filter({ has: page.locator(".bubble", { hasText: text }) });
const mention = ({ log }: Person) => log.locator(".mention");

/** Of Hash Brown (test2), 햇감자 (test1), 고구마라떼 (test3) and Sweet Potato (test4); the first two have it open. */
async function four(people: (count: 2) => Promise<[Person, Person]>, url: string, title: string) {
  const [ann, bob] = await people(2);
  const [me, hash, latte, sweet] = await Promise.all(
    ["test1", "test2", "test3", "test4"].map((name) => account(url, name)),
  );
  const room: Made = await group(me!, title, [hash!, latte!, sweet!]);
  await Promise.all([ann.opens(title), bob.opens(title)]);
  return { ann, bob, room, accounts: { ann: me!, bob: hash!, latte: latte! } };
}

test(
  "who is chosen after an @ is mentioned, by whatever name they have later",
  across,
  async ({ people, server }) => {
    const { ann, bob, accounts } = await four(people, server.url, "Called by name");
    await ann.field.pressSequentially("lunch, @hash");
    await expect(names(ann)).toHaveText(["Hash Brown"]);
    await expect(choices(ann)).toHaveAttribute("aria-selected", "true");
    await ann.field.press("Enter");
    await expect(ann.field).toHaveValue("lunch, @Hash Brown ");
    await expect(choices(ann)).toHaveCount(0);
    await ann.field.pressSequentially("?");
    await ann.field.press("Enter");
    await expect(mention(bob)).toHaveText("@Hash Brown");
    await expect(bubble(bob, "lunch")).toHaveClass(/called/);
    await expect(bubble(bob, "lunch")).toHaveAccessibleName(/lunch, @Hash Brown \?/);
    await expect(bubble(ann, "lunch")).not.toHaveClass(/called/);
    await expect(ann.room("Called by name")).toContainText("lunch, @Hash Brown ?");
    await by(accounts.bob, "PATCH", "/api/me", { nickname: "Rösti" });
    await expect(mention(ann)).toHaveText("@Rösti");
    await expect(bubble(ann, "lunch")).toHaveAccessibleName(/@Rösti/);
    await by(accounts.bob, "PATCH", "/api/me", { nickname: "Hash Brown" });
    await expect(mention(ann)).toHaveText("@Hash Brown");
  },
);

test("Korean names are found by initials and by any part, also while a syllable is being composed", async ({
  people,
  server,
}) => {
  const { ann, bob } = await four(people, server.url, "In Hangul");
  const keyboard = await InputMethod.of(ann.page);
  await ann.field.pressSequentially("@");
  await expect(choices(ann)).toHaveCount(4);
  await keyboard.composes("ㄱ", "ㄱㄱ");
  await expect(names(ann)).toHaveText(["고구마라떼"]);
  await keyboard.composes("");
  await keyboard.composes("ㄹ", "라", "랃", "라떼");
  await expect(names(ann)).toHaveText(["고구마라떼"]);
  await keyboard.pressesEnterOver("라떼", "an Enter of its own");
  await expect(ann.field).toHaveValue("@고구마라떼 ");
  await ann.field.press("Backspace");
  await keyboard.composes("ㄴ", "니", "님");
  await keyboard.pressesEnterOver("님", "an Enter of its own");
  await expect(ann.field).toHaveValue("");
  await expect(bubble(bob, "@고구마라떼님").locator(".mention")).toHaveText("@고구마라떼");
});

test("by mouse in the middle of a text, by Tab, by arrows; Escape leaves the text as it is", async ({
  people,
  server,
}) => {
  const { ann, bob } = await four(people, server.url, "Ways to choose");
  await ann.field.fill("to : hello");
  await ann.field.press("Home");
  for (let step = 0; step < 3; step++) await ann.field.press("ArrowRight");
  await ann.field.pressSequentially("@po");
  await choices(ann).filter({ hasText: "Sweet Potato" }).click();
  await expect(ann.field).toHaveValue("to @Sweet Potato : hello");
  await expect(ann.field).toBeFocused();
  await ann.field.press("End");
  await ann.field.pressSequentially(" @");
  await expect(choices(ann).first()).toHaveAttribute("aria-selected", "true");
  await ann.field.press("ArrowUp");
  await expect(choices(ann).last()).toHaveAttribute("aria-selected", "true");
  await ann.field.press("ArrowDown");
  await ann.field.press("Escape");
  await expect(choices(ann)).toHaveCount(0);
  await ann.field.pressSequentially("ha");
  await expect(ann.field).toHaveValue("to @Sweet Potato : hello @ha");
  await expect(choices(ann)).toHaveCount(0);
  await ann.field.press("Backspace");
  await ann.field.press("Backspace");
  await ann.field.press("Backspace");
  await ann.field.pressSequentially("@ha");
  await expect(names(ann)).toHaveText(["Hash Brown"]);
  await ann.field.press("Tab");
  await expect(ann.field).toHaveValue("to @Sweet Potato : hello @Hash Brown ");
  await ann.page.keyboard.press("Control+Z");
  await expect(ann.field).toHaveValue("to @Sweet Potato : hello @ha");
  // What an undo brings back is selected.
  await ann.field.press("ArrowRight");
  await expect(names(ann)).toHaveText(["Hash Brown"]);
  await ann.field.press("Tab");
  await ann.field.press("Enter");
  await expect(mention(bob)).toHaveText(["@Sweet Potato", "@Hash Brown"]);
});

test("an address is no mention, and neither is an @ alone", async ({ people, server }) => {
  const { ann, bob } = await four(people, server.url, "No mention");
  await ann.field.pressSequentially("hash@ha");
  await expect(choices(ann)).toHaveCount(0);
  await ann.field.press("Enter");
  await bob.hears("hash@ha");
  await ann.field.pressSequentially("@ 5 o'clock");
  await expect(choices(ann)).toHaveCount(0);
  await ann.field.press("Enter");
  await bob.hears("@ 5 o'clock");
  await expect(mention(bob)).toHaveCount(0);
});

test("everyone is mentioned by the owner, and offered to nobody else", async ({ people, server }) => {
  const { ann, bob } = await four(people, server.url, "Everyone here");
  await bob.field.pressSequentially("@al");
  await expect(choices(bob)).toHaveCount(0);
  await ann.field.pressSequentially("@al");
  await expect(choices(ann)).toHaveText(["@allNotifies everyone here"]);
  await ann.field.press("Enter");
  await ann.field.pressSequentially("at noon");
  await ann.field.press("Enter");
  await expect(bubble(bob, "@all at noon")).toHaveClass(/called/);
});

test(
  "the list of chats shows that I am mentioned, until I have read it",
  across,
  async ({ people, server }) => {
    const { bob, room, accounts } = await four(people, server.url, "Seen in the list");
    const badge = bob.room("Seen in the list").getByRole("img", { name: "unread" });
    const other = await group(accounts.ann, "Bob was here", [accounts.bob]);
    await bob.opens(other.title);
    await say(accounts.ann, room, ["hello"]);
    await expect(badge).toHaveAccessibleName("1 unread");
    const text = `<@${accounts.bob.id}> look`;
    const [clientId, mentions] = ["mention-in-list", [accounts.bob.id]];
    await by(accounts.ann, "POST", `/api/rooms/${room.id}/messages`, { clientId, text, mentions });
    await expect(badge).toHaveAccessibleName("Mentions you, 2 unread");
    await expect(bob.room("Seen in the list")).toContainText("@Hash Brown look");
    await bob.page.reload();
    await expect(badge).toHaveAccessibleName("Mentions you, 2 unread");
    await bob.opens("Seen in the list");
    await expect(badge).toHaveCount(0);
    await bob.opens(other.title);
    await say(accounts.ann, room, ["again"]);
    await expect(badge).toHaveAccessibleName("1 unread");
  },
);

test("an edit shows names in its field, and can mention someone else", async ({ people, server }) => {
  const { ann, bob } = await four(people, server.url, "Edited mention");
  await ann.field.pressSequentially("@라떼");
  await expect(names(ann)).toHaveText(["고구마라떼"]);
  await ann.field.press("Enter");
  await ann.field.press("Enter");
  await expect(mention(bob)).toHaveText("@고구마라떼");
  await expect(bubble(bob, "@고구마라떼")).not.toHaveClass(/called/);
  await ann.field.press("ArrowUp");
  const field = ann.page.getByRole("textbox", { name: "Edit message" });
  await expect(field).toHaveValue("@고구마라떼");
  await field.pressSequentially(" and @hash");
  await expect(choices(ann)).toHaveCount(1);
  await field.press("Enter");
  await expect(field).toHaveValue("@고구마라떼 and @Hash Brown ");
  await field.press("Enter");
  await expect(mention(bob)).toHaveText(["@고구마라떼", "@Hash Brown"]);
  await expect(bubble(bob, "and")).toHaveClass(/called/);
});

test("what was begun keeps its mention over a reload, in the list by name", async ({ people, server }) => {
  const { ann, bob, accounts } = await four(people, server.url, "Kept mention");
  await ann.field.pressSequentially("@hash");
  await expect(names(ann)).toHaveText(["Hash Brown"]);
  await ann.field.press("Tab");
  await ann.field.pressSequentially("soon");
  await ann.page.reload();
  await expect(ann.field).toHaveValue("@Hash Brown soon");
  await group(accounts.ann, "Without mention", [accounts.bob]);
  await ann.opens("Without mention");
  await expect(ann.room("Kept mention")).toContainText("@Hash Brown soon");
  await ann.opens("Kept mention");
  await ann.field.press("Enter");
  await expect(mention(bob)).toHaveText("@Hash Brown");
});

test("on a phone a tap chooses, and the keyboard stays; Enter on the screen is a line", async ({
  browser,
  people,
  server,
}) => {
  const { bob, room } = await four(people, server.url, "Mention by thumb");
  const { page, field } = await onPhone(browser, server.url, "test1");
  await page.goto(`${server.url}/rooms/${room.id}`);
  await field.tap();
  await page.keyboard.insertText("@hash");
  await page.getByRole("option", { name: "Hash Brown" }).tap();
  await expect(field).toHaveValue("@Hash Brown ");
  await expect(field).toBeFocused();
  await page.getByRole("button", { name: "Send" }).tap();
  await expect(mention(bob)).toHaveText("@Hash Brown");
  await page.context().close();
});

test("among many unread messages a button leads to the one that mentions me, until it is read", async ({
  people,
  server,
}) => {
  const { bob, room, accounts } = await four(people, server.url, "Somewhere in there");
  const other = await group(accounts.ann, "Reading something else", [accounts.bob]);
  await bob.opens(other.title);
  await say(accounts.ann, room, numbered(2, 60));
  const body = { clientId: "in-the-middle", text: `<@${accounts.bob.id}> here`, mentions: [accounts.bob.id] };
  await by(accounts.ann, "POST", `/api/rooms/${room.id}/messages`, body);
  await say(accounts.ann, room, numbered(63, 122));
  await bob.opens(room.title);
  const button = bob.page.getByRole("button", { name: "Jump to where I am mentioned" });
  await expect(bubble(bob, "here")).toHaveCount(0);
  await button.click();
  await expect(bubble(bob, "@Hash Brown here")).toBeInViewport();
  await expect(button).toHaveCount(0);
});
