import { expect } from "playwright/test";

import { type Person, test } from "./people";
import { numbered, row, standsStill } from "./reading";
import { account, type Account, by, group, type Made, read, say, two } from "./rest";

const DAY_MS = 24 * 3600_000;

test("after midnight the list shows the day of a message, whether the page was awake or asleep", async ({
  people,
  server,
}) => {
  test.setTimeout(60_000);
  const { ann, bob, room } = await two(people, server.url, "Until midnight", ["good night"]);
  const time = (one: typeof ann) => one.room(room.title).locator("time");
  for (const one of [ann, bob]) {
    await one.page.clock.install();
    await one.page.reload();
    await expect(time(one)).toHaveText(/^\d{1,2}:\d\d$/);
  }
  const day = await ann.page.evaluate(() =>
    new Date().toLocaleDateString("en-GB", { month: "short", day: "numeric" }),
  );

  await ann.page.clock.fastForward("24:00:00");
  await expect(time(ann)).toHaveText(day);

  // While a page sleeps, its timers stop, but the clock continues.
  await bob.page.clock.setFixedTime(Date.now() + DAY_MS);
  await bob.page.evaluate(() => document.dispatchEvent(new Event("visibilitychange", { bubbles: true })));
  await expect(time(bob)).toHaveText(day);
});

test("a day is today until midnight and yesterday right after it, while the page is open", async ({
  people,
  server,
}) => {
  const [ann] = await people(1);
  const me = await account(server.url, "test1");
  const room = await group(me, "Today and yesterday", []);
  await say(me, room, ["today's"]);
  await ann.page.clock.install();
  await ann.page.reload();
  await ann.opens(room.title);
  await expect(ann.log.locator(".day")).toHaveText("Today");
  const untilMidnight = await ann.page.evaluate(() => {
    const now = new Date();
    return new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1).getTime() - now.getTime();
  });
  await ann.page.clock.fastForward(untilMidnight + 1);
  await expect(ann.log.locator(".day")).toHaveText("Yesterday");
});

test("after a change of the time zone, days are those of the new one", async ({ people, server }) => {
  const [ann] = await people(1);
  const me = await account(server.url, "test1");
  const room = await group(me, "Flown far away", []);
  await say(me, room, ["before the flight"]);
  const hour = new Date(await saidAt(me, room)).getUTCHours();
  const devtools = await ann.page.context().newCDPSession(ann.page);
  // To where it was that hour when the message was said.
  const fliesToWhereItWas = (local: number) => {
    const offset = ((local - hour + 36) % 24) - 12;
    const timezoneId = offset === 0 ? "Etc/GMT" : `Etc/GMT${offset > 0 ? "-" : "+"}${Math.abs(offset)}`;
    return devtools.send("Emulation.setTimezoneOverride", { timezoneId });
  };
  await fliesToWhereItWas(23);
  await ann.page.clock.install();
  await ann.page.reload();
  await ann.opens(room.title);
  await expect(ann.log.locator(".day")).toHaveText("Today");
  await ann.page.clock.fastForward("01:01:00");
  await expect(ann.log.locator(".day")).toHaveText("Yesterday");
  await fliesToWhereItWas(12);
  await ann.page.clock.fastForward("00:01:00");
  await expect(ann.log.locator(".day")).toHaveText("Today");
});

test("while one scrolls through a long history, a pill shows the day; not for the keyboard, and not at the end", async ({
  people,
  server,
}) => {
  const [ann] = await people(1);
  const me = await account(server.url, "test1");
  const room = await group(me, "Days go by", []);
  const last = await say(me, room, numbered(2, 120));
  await read(me, room, last);
  await ann.opens(room.title);
  await standsStill(ann);
  await expect(pill(ann)).toHaveCount(0);

  await ann.log.hover();
  await ann.page.mouse.wheel(0, -600);
  await expect(pill(ann)).toBeVisible();
  await expect(pill(ann)).toHaveText("Today");
  // It fades.
  await expect(pill(ann)).toBeHidden();

  await ann.log.focus();
  await ann.page.keyboard.press("PageUp");
  await ann.page.keyboard.press("ArrowUp");
  await expect(ann.log.locator("[data-key]:focus")).toBeInViewport({ ratio: 1 });
  await expect(pill(ann)).toBeHidden();
});

test("a time shows its full date when one hovers over it, and when its message gets the focus", async ({
  people,
  server,
}) => {
  const [ann] = await people(1);
  const me = await account(server.url, "test1");
  const room = await group(me, "Full dates", []);
  await say(me, room, ["when was this?"]);
  await ann.opens(room.title);
  const full = ann.page.locator(".full-date");
  const year = new RegExp(String(new Date().getFullYear()));
  await row(ann, 2).locator("time").hover();
  await expect(full).toHaveText(year);
  await ann.page.mouse.move(0, 0);
  await expect(full).toHaveCount(0);

  await ann.log.focus();
  await ann.page.keyboard.press("ArrowUp");
  await expect(row(ann, 2)).toBeFocused();
  await expect(full).toHaveText(year);
  await ann.page.keyboard.press("Escape");
  await expect(full).toHaveCount(0);
  await expect(row(ann, 2)).toBeFocused();
  // To a screen reader, the first message of a day says the date.
  await ann.page.keyboard.press("ArrowUp");
  await expect(row(ann, 1)).toHaveAccessibleName(year);
  await expect(row(ann, 2)).not.toHaveAccessibleName(year);
});

test("↓ is there only where there is something below, also while a short room is being opened", async ({
  people,
  server,
}) => {
  const [ann] = await people(1);
  const [me, bob] = await Promise.all(["test1", "test2"].map((name) => account(server.url, name)));
  const room = await group(bob!, "Nothing below", [me!]);
  await read(me!, room, await say(bob!, room, ["one"]));
  await say(bob!, room, ["two"]);
  await ann.goesTo("Chats");
  // Everything that was ever shown there.
  await ann.page.evaluate(() => {
    Object.assign(window, { arrows: 0 });
    new MutationObserver(() => {
      if (document.querySelector(".to-newest")) (window as unknown as { arrows: number }).arrows++;
    }).observe(document.body, { childList: true, subtree: true });
  });
  await ann.opens(room.title);
  await ann.hears("two");
  await ann.hasUnread(room.title, 0);
  await standsStill(ann);
  expect(await ann.page.evaluate(() => (window as unknown as { arrows: number }).arrows)).toBe(0);
});

async function saidAt(me: Account, room: Made): Promise<number> {
  const { messages } = (await by(me, "GET", `/api/rooms/${room.id}/messages`)) as {
    messages: { at: number }[];
  };
  return messages.at(-1)!.at;
}

const pill = ({ page }: Person) => page.locator(".day-pill");
