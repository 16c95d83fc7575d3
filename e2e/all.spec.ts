// What concerns all chats: read at once, and what mentions me in any of them.
import { expect } from "playwright/test";

import { across, type Person, test } from "./people";
import { account, by, group, read, say } from "./rest";

const menu = (person: Person) => person.page.locator(".side").getByRole("button", { name: "More" });
const item = (person: Person, name: string | RegExp) => person.page.getByRole("menuitem", { name });

test(
  "all chats are marked as read at once, in every tab, once one has agreed to how many that are",
  across,
  async ({ people, tabOf, server }) => {
    const [ann] = await people(1);
    const [me, bob] = await Promise.all(["test1", "test2"].map((name) => account(server.url, name)));
    const rooms = [await group(bob!, "Pile one", [me!]), await group(bob!, "Pile two", [me!])];
    for (const room of rooms) await say(bob!, room, ["a", "b"]);
    await by(me!, "PATCH", `/api/rooms/${rooms[1]!.id}/me`, { notify: "none" });
    await ann.goesTo("Chats");
    const also = await tabOf(ann);
    for (const tab of [ann, also]) await tab.hasUnread("Pile one", 2);
    await menu(ann).click();
    await item(ann, "Mark all as read").click();
    const question = ann.page.getByRole("dialog", { name: "Mark all as read?" });
    await expect(question).toContainText(/\d+ messages in \d+ chats will be marked as read/);
    await question.getByRole("button", { name: "Mark as read" }).click();
    await expect(question).toBeHidden();
    await expect(menu(ann)).toBeFocused();
    for (const tab of [ann, also]) {
      await expect(tab.rooms.getByRole("img", { name: "unread" })).toHaveCount(0);
      await expect(tab.page).toHaveTitle("Chats · Potato Chat");
    }
    // There is nothing left to mark.
    await menu(ann).click();
    await expect(item(ann, /^Mentions/)).toBeVisible();
    await expect(item(ann, "Mark all as read")).toHaveCount(0);
  },
);

test(
  "what mentions me in any chat is listed, leads to its message by the keys, and back",
  across,
  async ({ people, server }) => {
    const [ann] = await people(1);
    const [me, bob] = await Promise.all(["test1", "test2"].map((name) => account(server.url, name)));
    const [near, far] = [await group(bob!, "Near calls", [me!]), await group(bob!, "Far calls", [me!])];
    const mention = async (room: typeof near, text: string): Promise<number> => {
      const body = { clientId: crypto.randomUUID(), text: `<@${me!.id}> ${text}`, mentions: [me!.id] };
      const answer = await by(bob!, "POST", `/api/rooms/${room.id}/messages`, body);
      return (answer as { message: { seq: number } }).message.seq;
    };
    const seen = await mention(near, "the older call");
    await read(me!, near, seen);
    await mention(far, "the newer call");
    await say(
      bob!,
      far,
      Array.from({ length: 40 }, (_, nth) => `after ${nth}`),
    );
    await ann.goesTo("Chats");
    await menu(ann).click();
    await item(ann, /^Mentions · \d+$/).click();
    const list = ann.page.getByRole("dialog", { name: "Mentions" });
    const rows = list.getByRole("listitem");
    await expect(rows.nth(0)).toContainText("the newer call");
    await expect(rows.nth(0).getByRole("img", { name: "Unread" })).toBeVisible();
    await expect(rows.nth(1)).toContainText("Near calls");
    await expect(rows.nth(1).getByRole("img", { name: "Unread" })).toHaveCount(0);
    await rows.nth(0).getByRole("button").focus();
    await ann.page.keyboard.press("ArrowDown");
    await expect(rows.nth(1).getByRole("button")).toBeFocused();
    await ann.page.keyboard.press("ArrowUp");
    await ann.page.keyboard.press("Enter");
    await expect(list).toBeHidden();
    await ann.isInRoom("Far calls");
    await expect(ann.log.getByText("the newer call")).toBeInViewport();
    await ann.page.goBack();
    await expect(ann.page).toHaveURL(/\/rooms$/);
  },
);

test("where a room's messages cannot be loaded, the pane says so, and is loaded anew when asked to", async ({
  people,
  server,
}) => {
  const [ann] = await people(1);
  const me = await account(server.url, "test1");
  const room = await group(me, "A slow part", []);
  ann.allowed.push((fault) => /conversation-.*\.js|Failed to fetch dynamically imported module/.test(fault));
  await ann.page.route(/\/conversation-[^/]*\.js$/, (route) => route.abort());
  await ann.page.goto(`${server.url}/rooms/${room.id}`);
  const alert = ann.page.getByRole("main").getByRole("alert");
  await expect(alert).toContainText("Couldn't load this.");
  await expect(ann.page.getByRole("heading", { name: "A slow part", level: 1 })).toBeVisible();
  await ann.page.unroute(/\/conversation-[^/]*\.js$/);
  await alert.getByRole("button", { name: "Try again" }).click();
  await ann.isInRoom("A slow part");
  await ann.says("here it is");
});
