import { expect } from "playwright/test";

import { test } from "./people";
import { inView, lowestInView, numbered, row, scrolls, standsStill, topOf } from "./reading";
import { account, by, group, read, say } from "./rest";

const DAY_MS = 24 * 3600_000;

const toNewest = { name: /Jump to latest/ };

test("1,000 messages scroll both ways: each once, in order, and nothing moves by itself", async ({
  people,
  server,
}) => {
  test.setTimeout(120_000);
  const [ann] = await people(1);
  const [me, bob] = await Promise.all(["test1", "test2"].map((name) => account(server.url, name)));
  const room = await group(bob!, "A thousand", [me!]);
  const last = await say(bob!, room, numbered(2, 1001));
  await read(me!, room, last);
  await ann.opens(room.title);
  await expect(row(ann, last)).toBeInViewport();
  await standsStill(ann);

  const up = await scrolls(ann, -330, 1);
  expect(up.keys).toEqual(Array.from({ length: last }, (_, n) => n + 1));
  expect(up).toMatchObject({ isInOrder: true, jumps: [] });

  await ann.page.reload();
  await expect(row(ann, last)).toBeInViewport();
  const quickly = await scrolls(ann, -2000, 1);
  expect(quickly).toMatchObject({ isInOrder: true });
  await standsStill(ann);
  const down = await scrolls(ann, 330, last);
  expect(down.keys).toEqual(up.keys);
  expect(down).toMatchObject({ isInOrder: true, jumps: [] });
  expect(Math.max(up.mostNodes, down.mostNodes, quickly.mostNodes)).toBeLessThanOrEqual(300);
});

// In px; positive is back. Less than the height of the view, so that some row stays visible.
const turns = {
  "a reader who looks back": [300, 300, -300, 300, 300, 300, -300, -300],
  "a flick that turns round": Array.from({ length: 12 }, (_, n) => (n < 8 ? 450 : -450)),
  "a hand that cannot decide": [120, -120, 450, -450, 60, -60, 450, -450, 450],
};

for (const [who, steps] of Object.entries(turns)) {
  test(`${who}, right after a page came in above, sees nothing move by itself`, async ({
    people,
    server,
  }) => {
    test.setTimeout(120_000);
    const [ann] = await people(1);
    const [me, bob] = await Promise.all(["test1", "test2"].map((name) => account(server.url, name)));
    const room = await group(bob!, who, [me!]);
    const last = await say(bob!, room, numbered(2, 300));
    await read(me!, room, last);
    await ann.opens(room.title);
    for (const step of [-330, -2000]) {
      await expect(row(ann, last)).toBeInViewport();
      await standsStill(ann);
      const up = await scrolls(ann, step, 1, steps);
      expect(up).toMatchObject({ isInOrder: true, jumps: [] });
      expect(up.pages).toBeGreaterThanOrEqual(5);
      expect(up.mostNodes).toBeLessThanOrEqual(300);
      const down = await scrolls(ann, -step, last, steps);
      expect(down).toMatchObject({ isInOrder: true, jumps: [] });
      expect(down.mostNodes).toBeLessThanOrEqual(300);
      await ann.page.reload();
    }
  });
}

test("new messages do not move the view while reading above, and a button counts them", async ({
  people,
  server,
}) => {
  const [ann, bob] = await people(2);
  const [me, other] = await Promise.all(["test1", "test2"].map((name) => account(server.url, name)));
  const room = await group(me!, "Reading above", [other!]);
  const last = await say(me!, room, numbered(2, 120));
  await Promise.all([ann.opens(room.title), bob.opens(room.title)]);
  await scrolls(ann, -400, last - 40);
  await standsStill(ann);
  const seq = await inView(ann);
  const before = await topOf(ann, seq);

  await expect(ann.page.getByRole("button", toNewest)).toHaveText("↓");
  for (const text of ["one", "two\nwith more lines\nof it", "three"]) {
    await bob.field.fill(text);
    await bob.field.press("Enter");
  }
  await expect(ann.page.getByRole("button", toNewest)).toHaveText("3 new messages↓");
  expect(Math.abs((await topOf(ann, seq)) - before)).toBeLessThanOrEqual(1);
  await ann.hasUnread(room.title, 3);

  await ann.page.getByRole("button", toNewest).click();
  await ann.hears("three");
  await expect(ann.page.getByRole("button", toNewest)).toHaveCount(0);
  await ann.hasUnread(room.title, 0);
  await bob.says("and the view goes along");
  await expect(ann.message("and the view goes along")).toBeInViewport();
});

test("a room opens at the last message that was read, with a line below it", async ({ people, server }) => {
  const [ann] = await people(1);
  const [me, bob] = await Promise.all(["test1", "test2"].map((name) => account(server.url, name)));
  const room = await group(bob!, "Much to catch up on", [me!]);
  const last = await say(bob!, room, numbered(2, 300));
  await read(me!, room, 100);
  await ann.goesTo("Chats");
  await ann.hasUnread(room.title, 200);

  await ann.opens(room.title);
  await standsStill(ann);
  await expect(row(ann, 100)).toBeInViewport();
  await expect(row(ann, 101)).toBeInViewport();
  await expect(ann.log.getByText("New messages", { exact: true })).toBeInViewport();
  // What is in view below the line is read by and by; the rest is not.
  const unread = last - (await lowestInView(ann));
  expect(unread).toBeGreaterThan(100);
  await expect(ann.page.getByRole("button", toNewest)).toHaveText(`${unread} new messages↓`);
  await ann.hasUnread(room.title, unread);

  const down = await scrolls(ann, 330, last);
  expect(down).toMatchObject({ isInOrder: true, jumps: [] });
  await ann.log.press("End");
  await ann.hasUnread(room.title, 0);
});

test("unread messages that fit on the screen are marked as read at once", async ({ people, server }) => {
  const [ann] = await people(1);
  const [me, bob] = await Promise.all(["test1", "test2"].map((name) => account(server.url, name)));
  const room = await group(bob!, "A little new", [me!]);
  await read(me!, room, await say(bob!, room, numbered(2, 4)));
  await say(bob!, room, ["news"]);
  await ann.goesTo("Chats");
  await ann.hasUnread(room.title, 1);
  await ann.opens(room.title);
  await ann.hears("news");
  await expect(ann.log.getByText("New messages", { exact: true })).toBeVisible();
  await ann.hasUnread(room.title, 0);
});

test("someone invited to a room with a history opens it at their first message, without a refused request", async ({
  people,
  server,
}) => {
  const [ann] = await people(1);
  const [me, bob] = await Promise.all(["test1", "test2"].map((name) => account(server.url, name)));
  const room = await group(bob!, "Before your time", []);
  await say(bob!, room, ["not for newcomers"]);
  await by(bob!, "POST", `/api/rooms/${room.id}/members`, { userIds: [me!.id] });
  const first = await say(bob!, room, ["welcome!"]);
  await say(bob!, room, ["make yourself at home"]);
  await ann.goesTo("Chats");
  await ann.hasUnread(room.title, 2);
  const refused: string[] = [];
  ann.page.on("response", (answer) => answer.ok() || refused.push(`${answer.status()} ${answer.url()}`));

  await ann.opens(room.title);
  await ann.hears("make yourself at home");
  await expect(ann.log.getByText("not for newcomers")).toHaveCount(0);
  const line = ann.log.getByText("New messages", { exact: true });
  await expect(line).toHaveCount(1);
  expect((await line.boundingBox())!.y).toBeLessThan(await topOf(ann, first));
  await ann.hasUnread(room.title, 0);
  await ann.log.press("Home");
  await say(bob!, room, ["and that was all"]);
  await ann.hears("and that was all");
  expect(refused).toEqual([]);
});

for (const timezoneId of ["Asia/Seoul", "America/Los_Angeles"]) {
  test(`days are those of ${timezoneId} for readers in that time zone`, async ({ people, server }) => {
    const [ann] = await people(1);
    const me = await account(server.url, "test1");
    const room = await group(me, `Days in ${timezoneId}`, []);
    await say(me, room, ["what day is it?"]);
    const { messages } = (await by(me, "GET", `/api/rooms/${room.id}/messages`)) as {
      messages: { at: number }[];
    };
    const day = new Intl.DateTimeFormat("en-GB", { dateStyle: "full", timeZone: timezoneId });
    const time = new Intl.DateTimeFormat("en-GB", {
      hour: "numeric",
      minute: "2-digit",
      timeZone: timezoneId,
    });
    const devtools = await ann.page.context().newCDPSession(ann.page);
    await devtools.send("Emulation.setTimezoneOverride", { timezoneId });
    // Today and yesterday have names of their own.
    await ann.page.clock.setFixedTime(Date.now() + 3 * DAY_MS);
    await ann.page.reload();
    await ann.opens(room.title);
    await expect(ann.log.getByText(day.format(messages[0]!.at))).toHaveCount(1);
    await expect(row(ann, 2)).toHaveAccessibleName(`Me, what day is it?, ${time.format(messages[1]!.at)}`);
  });
}

test("a reply shows what it replies to, and leads there over hundreds of messages", async ({
  people,
  server,
}) => {
  const [ann] = await people(1);
  const [me, bob] = await Promise.all(["test1", "test2"].map((name) => account(server.url, name)));
  const room = await group(bob!, "Long ago", [me!]);
  await say(bob!, room, numbered(2, 300));
  await read(me!, room, await say(bob!, room, ["as I said"], 20));
  await ann.opens(room.title);
  await ann.log.getByRole("button", { name: /^Reply to/ }).click();

  await expect(row(ann, 20)).toBeInViewport();
  await expect(row(ann, 20)).toBeFocused();
  await expect(row(ann, 301)).toHaveCount(0);
  await ann.page.getByRole("button", toNewest).click();
  await ann.hears("as I said");
  const up = await scrolls(ann, -900, 250);
  expect(up).toMatchObject({ isInOrder: true });
});

test("replying works with the mouse, and by keyboard alone", async ({ people, server }) => {
  const [ann, bob] = await people(2);
  const [me, other] = await Promise.all(["test1", "test2"].map((name) => account(server.url, name)));
  const room = await group(me!, "Answers", [other!]);
  await say(me!, room, ["mashed?", "or fried?"]);
  await Promise.all([ann.opens(room.title), bob.opens(room.title)]);

  await row(bob, 2).hover();
  await bob.log.getByRole("button", { name: "Reply", exact: true }).click();
  await expect(bob.field).toBeFocused();
  await bob.says("mashed, please");
  await expect(row(ann, 4).getByRole("button", { name: /^Reply to me/ })).toContainText("mashed?");

  await ann.log.focus();
  for (const key of ["ArrowUp", "ArrowUp", "Enter"]) await ann.page.keyboard.press(key);
  await expect(ann.page.getByRole("menuitem", { name: "Reply" })).toBeFocused();
  await ann.page.keyboard.press("Escape");
  await expect(row(ann, 3)).toBeFocused();
  for (const key of ["Enter", "Enter"]) await ann.page.keyboard.press(key);
  await expect(ann.field).toBeFocused();
  await expect(ann.page.locator(".answering")).toContainText("or fried?");
  await ann.page.keyboard.press("Escape");
  await expect(ann.page.locator(".answering")).toHaveCount(0);
});

test("a message is announced once to screen readers, whatever else changes on the page", async ({
  people,
  server,
}) => {
  const [ann, bob] = await people(2);
  const [me, other] = await Promise.all(["test1", "test2"].map((name) => account(server.url, name)));
  const room = await group(me!, "Heard", [other!]);
  await say(me!, room, numbered(2, 80));
  await Promise.all([ann.opens(room.title), bob.opens(room.title)]);
  // The only live region of the page.
  const news = ann.page.locator("[aria-live=polite]");
  await expect(news).toHaveCount(1);
  // Everything that was ever put there: a screen reader reads each one.
  await news.evaluate((region) => {
    const heard: string[] = [];
    Object.assign(window, { heard });
    new MutationObserver((changes) => {
      for (const { addedNodes } of changes) for (const one of addedNodes) heard.push(one.textContent ?? "");
    }).observe(region, { childList: true, subtree: true, characterData: true });
  });
  const heard = () => ann.page.evaluate(() => (window as unknown as { heard: string[] }).heard);
  await bob.says("hear, hear");
  await expect.poll(heard).toEqual(["Hash Brown: hear, hear"]);
  await scrolls(ann, -500, 20);
  await bob.says("hear, hear");
  await expect.poll(heard).toEqual(["Hash Brown: hear, hear", "Hash Brown: hear, hear"]);
  await expect(ann.log).toHaveAttribute("aria-live", "off");
});
