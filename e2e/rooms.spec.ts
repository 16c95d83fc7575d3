import { expect } from "playwright/test";

import { across, type Person, test } from "./people";
import { account, group, say } from "./rest";

// In the demo everyone is everyone's friend.
const ANN = "햇감자";
const BOB = "Hash Brown";
const LATTE = "고구마라떼";
const SWEET = "Sweet Potato";

test(
  "a new group appears at once for all its members, in each of their tabs",
  across,
  async ({ people, again }) => {
    const [ann, bob, cat] = await people(3);
    const also = await again(bob, "1234");
    await Promise.all([bob, cat, also].map((one) => one.goesTo("Chats")));
    await ann.makesGroup("Soup night", [BOB, LATTE]);
    await expect(ann.field).toBeFocused();
    for (const one of [bob, cat, also]) await expect(one.room("Soup night")).toBeVisible();

    await ann.says("who brings bread?");
    for (const one of [bob, also]) await one.hasUnread("Soup night", 1);
    await bob.opens("Soup night");
    await bob.hears("who brings bread?");
    await also.hasUnread("Soup night", 0);
    await cat.opens("Soup night");
    await cat.looksIntoRoom();
    await expect(cat.info).toContainText("3 members · Private");
    await expect(cat.member(ANN)).toContainText("Owner");
    for (const name of [BOB, LATTE]) await expect(cat.member(name)).toBeVisible();
  },
);

test("missing input for a new group is reported at its field, and the selection is kept", async ({
  people,
}) => {
  const [ann] = await people(1);
  await ann.goesTo("Chats");
  const button = ann.page.getByRole("button", { name: "New group" });
  await button.click();
  const title = ann.dialog.getByLabel("Group name");
  const create = ann.dialog.getByRole("button", { name: "Create" });
  const optional = "If you leave it blank, the group is named after its members.";
  await expect(title).toHaveAccessibleDescription(optional);
  await title.fill("Nobody's");
  await create.click();
  const fault = ann.dialog.getByRole("alert").filter({ hasText: "Choose at least one friend." });
  await expect(fault).toBeVisible();
  await expect(
    ann.dialog.getByRole("group", { name: "Who do you want to add?" }),
  ).toHaveAccessibleDescription("Choose at least one friend.");
  await expect(ann.dialog.getByRole("checkbox").first()).toBeFocused();
  await expect(title).toHaveAccessibleDescription(optional);
  await title.fill("");
  const search = ann.dialog.getByRole("textbox", { name: "Search friends" });
  await search.fill("ㅋㅋㅋㅋ");
  await create.click();
  await expect(search).toBeFocused();
  await search.fill("ㄱㄱㅁ");
  await expect(ann.dialog.getByRole("checkbox")).toHaveCount(1);
  await ann.chooses([LATTE]);
  await expect(fault).toHaveCount(0);
  await search.press("Escape");
  await ann.chooses([BOB]);
  await title.fill("감".repeat(51));
  await ann.isRefused(422, () => create.click());
  await expect(title).toHaveAccessibleDescription("1–50 characters.");

  const chosen = ann.dialog.getByRole("list", { name: "Selected" });
  await expect(chosen.getByRole("listitem")).toHaveText([LATTE, BOB].map((name) => new RegExp(name)));
  await chosen.getByRole("button", { name: `${LATTE} Remove` }).click();
  await expect(chosen.getByRole("button", { name: `${BOB} Remove` })).toBeFocused();
  await expect(ann.dialog.getByRole("checkbox", { name: LATTE })).not.toBeChecked();
  await ann.closes();
  await expect(button).toBeFocused();
});

test("an unnamed group is shown by its members' names", async ({ people }) => {
  const [ann, bob] = await people(2);
  await bob.goesTo("Chats");
  const title = [ANN, BOB, LATTE].join(", ");
  await ann.makesGroup("", [BOB, LATTE], title);
  await ann.hears(`${ANN} started this chat with ${BOB} and ${LATTE}.`);
  await expect(bob.room(title)).toBeVisible();
});

test("without friends, the new group dialog shows the first steps, and with one it goes on", async ({
  stranger,
}) => {
  await stranger.signsUp("Loner", "a-pot-of-soup-for-1");
  await stranger.goesTo("Chats");
  await stranger.page.getByRole("button", { name: "New group" }).click();
  await expect(stranger.dialog.getByRole("heading", { name: "A group needs friends" })).toBeVisible();
  await expect(stranger.dialog.getByLabel("Group name")).toHaveCount(0);
  await stranger.dialog.getByRole("button", { name: "Add a friend" }).click();
  await stranger.dialog.getByRole("textbox", { name: "Username or nickname" }).fill(BOB);
  await stranger.dialog.getByRole("button", { name: `Add ${BOB}` }).click();
  await expect(stranger.dialog.getByRole("checkbox", { name: BOB })).toBeVisible();
  await expect(stranger.dialog.getByLabel("Group name")).toBeVisible();
});

test("a number of several digits does not wrap, also beside an icon", async ({ people, server }) => {
  const [ann] = await people(1);
  const [me, bob] = await Promise.all(["test1", "test2"].map((name) => account(server.url, name)));
  const before = Array.from({ length: 12 }, (_, n) => `leek ${n}`);
  await say(bob!, await group(bob!, "Twelve leeks", [me!]), before);
  await ann.goesTo("Chats");
  await ann.hasUnread("Twelve leeks", 12);
  const [tab, row] = [ann.navigation, ann.room("Twelve leeks")].map((one) =>
    one.getByRole("img", { name: "unread" }),
  );
  const heightOf = (badge: typeof tab) => badge!.evaluate((one) => one.getBoundingClientRect().height);
  expect(await heightOf(tab)).toBe(await heightOf(row));
  expect(await heightOf(tab)).toBeLessThanOrEqual(20);
});

test(
  "friends can be invited, and someone who leaves disappears from every list",
  across,
  async ({ people, again, server }) => {
    const [ann, bob] = await people(2);
    await made(server.url, "Stone soup", 1, 2);
    const dan = await again({ username: "test4" } as Person, "1234");
    const also = await again(dan, "1234");
    await Promise.all([dan, also].map((one) => one.goesTo("Chats")));
    await Promise.all([ann, bob].map((one) => one.opens("Stone soup")));
    await Promise.all([ann, bob].map((one) => one.looksIntoRoom()));

    await bob.invites([SWEET]);
    for (const one of [ann, bob]) await expect(one.member(SWEET)).toBeVisible();
    await expect(ann.info).toContainText("3 members");
    for (const one of [dan, also]) await expect(one.room("Stone soup")).toBeVisible();

    await dan.opens("Stone soup");
    await dan.looksIntoRoom();
    await dan.leavesRoom("Stone soup", "You can come back when someone adds you again");
    await expect(dan.page.getByText("You're no longer in “Stone soup”.")).toBeVisible();
    await expect(also.room("Stone soup")).toHaveCount(0);
    for (const one of [ann, bob]) await expect(one.member(SWEET)).toHaveCount(0);
    await expect(ann.info).toContainText("2 members");
    await ann.closes();
    await ann.hears(`${SWEET} left.`);
  },
);

test("someone removed while they look at the room is told so there, and led back", async ({
  people,
  server,
}) => {
  const [ann, , cat] = await people(3);
  await made(server.url, "Too salty", 1, 2, 3);
  await Promise.all([ann, cat].map((one) => one.opens("Too salty")));
  await ann.looksIntoRoom();
  await cat.looksIntoRoom();
  await ann.doesTo(LATTE, "Remove", `Remove ${LATTE}?`);
  await expect(ann.member(LATTE)).toHaveCount(0);
  await expect(ann.info.getByRole("heading", { name: "Members" })).toBeFocused();

  const reason = cat.page.getByRole("heading", { name: "You're no longer in “Too salty”." });
  await expect(reason).toBeFocused();
  await expect(cat.page.getByText("Someone removed you, or you left on another device.")).toBeVisible();
  await cat.page.getByRole("main").getByRole("link", { name: "Back to chats" }).click();
  await expect(cat.page.getByRole("heading", { name: "Chats", exact: true })).toBeFocused();
  await expect(cat.room("Too salty")).toHaveCount(0);
  expect(new URL(cat.page.url()).pathname).toBe("/rooms");
});

test("a new name and topic show for everyone at once", across, async ({ people, server }) => {
  const [ann, bob] = await people(2);
  await made(server.url, "Lunhc", 1, 2);
  await Promise.all([ann, bob].map((one) => one.opens("Lunhc")));
  await bob.looksIntoRoom();
  await expect(bob.info.getByRole("button", { name: "Edit chat" })).toHaveCount(0);

  await ann.looksIntoRoom();
  await ann.info.getByRole("button", { name: "Edit chat" }).click();
  const form = ann.page.getByRole("dialog", { name: "Edit chat" });
  await form.getByLabel("Group name").fill("Lunch");
  await form.getByLabel("Topic").fill("at noon, by the stove");
  await form.getByRole("radio", { name: "Public" }).check();
  await form.getByRole("button", { name: "Save" }).click();
  await expect(form).toBeHidden();
  for (const one of [ann, bob]) {
    await expect(one.info).toContainText("2 members · Public");
    await one.closes();
    await expect(one.page.getByRole("main").getByText("at noon, by the stove")).toBeVisible();
    await expect(one.page.getByRole("heading", { name: "Lunch" })).toBeVisible();
    await expect(one.room("Lunch")).toBeVisible();
  }
});

test(
  "a group's picture has a preview, shows for everyone at once, and can be removed",
  across,
  async ({ people, server }) => {
    const [ann, bob] = await people(2);
    await made(server.url, "Framed", 1, 2);
    await Promise.all([ann, bob].map((one) => one.opens("Framed")));
    await bob.looksIntoRoom();
    const faces = [bob.room("Framed").locator(":scope > .avatar"), bob.info.locator(".info-about > .avatar")];
    for (const face of faces) await expect(face.locator("img")).toHaveCount(0);

    await ann.looksIntoRoom();
    await ann.info.getByRole("button", { name: "Edit chat" }).click();
    const form = ann.page.getByRole("dialog", { name: "Edit chat" });
    const input = form.getByLabel("Choose a picture");
    await input.setInputFiles({
      name: "notes.txt",
      mimeType: "text/plain",
      buffer: Buffer.from("no picture"),
    });
    await expect(form.getByRole("alert").first()).toContainText("can't be used as a picture");
    await input.setInputFiles({ name: "us.png", mimeType: "image/png", buffer: await ann.page.screenshot() });
    await expect(form.getByText("This is how others will see it.")).toBeVisible();
    await form.getByRole("button", { name: "Use this picture" }).click();
    await expect(form.getByRole("button", { name: "Remove picture" })).toBeVisible();
    for (const face of faces) {
      await expect(face.locator("img")).toHaveAttribute("src", /^\/avatars\//);
      await expect(face).toHaveCSS("border-radius", "30%");
    }

    await form.getByRole("button", { name: "Remove picture" }).click();
    await expect(form.getByRole("button", { name: "Remove picture" })).toBeHidden();
    for (const face of faces) await expect(face.locator("img")).toHaveCount(0);
  },
);

test(
  "roles are given and taken, a room is handed over, and goes on when its owner leaves",
  across,
  async ({ people, server }) => {
    const [ann, bob, cat] = await people(3);
    await made(server.url, "Kitchen council", 1, 2, 3);
    for (const one of [ann, bob, cat]) {
      await one.opens("Kitchen council");
      await one.looksIntoRoom();
    }
    await expect(bob.member(LATTE).getByRole("button", { name: "More options for" })).toHaveCount(0);
    await ann.doesTo(BOB, "Make admin");
    for (const one of [ann, bob, cat]) await expect(one.member(BOB)).toContainText("Admin");
    await expect(bob.info.getByRole("button", { name: "Edit chat" })).toBeVisible();
    await expect(bob.member(LATTE).getByRole("button", { name: "More options for" })).toBeVisible();
    await ann.doesTo(BOB, "Dismiss as admin");
    await expect(bob.info.getByRole("button", { name: "Edit chat" })).toHaveCount(0);

    await ann.doesTo(BOB, "Transfer ownership", `Transfer ownership to ${BOB}?`);
    for (const one of [ann, bob, cat]) {
      await expect(one.member(BOB)).toContainText("Owner");
      await expect(one.member(ANN)).toContainText("Admin");
    }
    await expect(ann.member(BOB).getByRole("button", { name: "More options for" })).toHaveCount(0);
    await bob.leavesRoom("Kitchen council", `${ANN} will become the owner.`);
    await expect(ann.member(ANN)).toContainText("Owner");
    await expect(ann.member(LATTE).getByRole("button", { name: "More options for" })).toBeVisible();
    await expect(cat.member(ANN)).toContainText("Owner");
  },
);

test(
  "a room's settings are the same in every tab: pinned, muted, marked as unread",
  across,
  async ({ people, again, server }) => {
    const [ann] = await people(1);
    await made(server.url, "An old recipe", 1);
    await made(server.url, "A newer one", 1);
    const also = await again(ann, "1234");
    await also.goesTo("Chats");
    await ann.opens("An old recipe");
    await ann.looksIntoRoom();
    await ann.info.getByRole("switch", { name: "Favourite" }).check();
    await ann.info.getByLabel("Notifications").selectOption("None");
    for (const mark of ["Favourite", "Notifications off"])
      await expect(also.room("An old recipe").getByRole("img", { name: mark })).toBeVisible();
    await expect(also.rooms.getByRole("link").first()).toContainText("An old recipe");

    await ann.info.getByRole("button", { name: "Mark as unread" }).click();
    const marks = [ann, also].map((one) =>
      one.room("An old recipe").getByRole("img", { name: "Marked as unread" }),
    );
    for (const mark of marks) await expect(mark).toBeVisible();
    await expect(ann.room("An old recipe")).toBeFocused();
    await also.opens("An old recipe");
    for (const mark of marks) await expect(mark).toHaveCount(0);
  },
);

test("a setting that could not be saved is reverted, with a notice", async ({ people, server }) => {
  const [ann] = await people(1);
  await made(server.url, "A stubborn one", 1);
  await ann.page.route("**/api/rooms/*/me", (route) =>
    route.fulfill({ status: 503, json: { code: "read-only" } }),
  );
  await ann.opens("A stubborn one");
  await ann.looksIntoRoom();
  const [star, bell] = [ann.info.getByRole("switch"), ann.info.getByLabel("Notifications")];
  await ann.isRefused(503, async () => {
    await star.click();
    await expect(ann.info.getByRole("alert").filter({ hasText: "Changes can't be saved" })).toBeVisible();
    await bell.selectOption("None");
    await expect(bell).toHaveValue("all");
  });
  await expect(star).not.toBeChecked();
});

test("a member's 1:1 opens with one tap; leaving it is not announced, and it returns with new messages only", async ({
  people,
  server,
}) => {
  const [ann, bob] = await people(2);
  await made(server.url, "Strangers at a stove", 1, 2);
  await ann.opens("Strangers at a stove");
  await ann.looksIntoRoom();
  await ann
    .member(BOB)
    .getByRole("button", { name: new RegExp(`^${BOB}`) })
    .click();
  await ann.page
    .getByRole("dialog", { name: `Profile of ${BOB}` })
    .getByRole("button", { name: "Chat" })
    .click();
  await ann.isInRoom(BOB);
  await ann.says("before I go");
  await bob.opens(ANN);
  await bob.hears("before I go");

  await ann.looksIntoRoom();
  await ann.leavesRoom(BOB, "They won't be notified.");
  await expect(ann.page.getByText(`You left your chat with ${BOB}.`)).toBeVisible();
  await bob.says("still there?");
  await ann.hasUnread(BOB, 1);
  await ann.opens(BOB);
  await ann.hears("still there?");
  await expect(ann.message("before I go")).toHaveCount(0);
});

test("inviting from a 1:1 creates a new group", async ({ people }) => {
  const [ann, bob, cat] = await people(3);
  await ann.opens(BOB);
  await ann.looksIntoRoom();
  await ann.info.getByRole("button", { name: `New group with ${BOB}` }).click();
  await ann.chooses([LATTE]);
  await ann.page.getByLabel("Group name").fill("Three at the table");
  await ann.page.getByRole("button", { name: "Create" }).click();
  await ann.isInRoom("Three at the table");
  for (const one of [bob, cat]) await one.opens("Three at the table");
});

test("members of a large group load page by page, also when one page fails", async ({ people }) => {
  const [ann] = await people(1);
  let isDown = true;
  // Small pages, because a test with more than a hundred people would be slow.
  await ann.page.route("**/members?**", (route) => {
    if (isDown) return route.fulfill({ status: 503, json: { code: "overloaded" } });
    const url = new URL(route.request().url());
    url.searchParams.set("limit", "3");
    return route.continue({ url: url.href });
  });
  await ann.opens("Potato lovers");
  await ann.isRefused(503, () => ann.looksIntoRoom());
  isDown = false;
  await ann.info.getByRole("button", { name: "Try again" }).click();
  const members = ann.info.getByRole("list", { name: "Members" }).getByRole("listitem");
  await expect(members).toHaveCount(3);
  await expect(members.first()).toContainText(ANN);

  const more = ann.info.getByRole("button", { name: "Show more members" });
  isDown = true;
  await ann.isRefused(503, () => more.click());
  await expect(ann.info.getByText("Couldn't load this.")).toBeVisible();
  isDown = false;
  for (const count of [6, 8]) {
    await more.click();
    await expect(members).toHaveCount(count);
  }
  await expect(more).toHaveCount(0);
  await ann.closes();
  await expect(ann.page.getByRole("button", { name: "Chat info" })).toBeFocused();
});

// Prepared by the first of them; all are demo users test1 … test10.
async function made(url: string, title: string, ...numbers: number[]): Promise<void> {
  const [owner, ...others] = await Promise.all(numbers.map((number) => account(url, `test${number}`)));
  await group(owner!, title, others);
}
