import { expect } from "playwright/test";

import { test } from "./people";
import { numbered, row, scrolls, standsStill, topOf } from "./reading";
import { account, type Account, by, group, read, say } from "./rest";

test("the ribbon says how many messages I missed, by whom, and each name leads to the first of theirs", async ({
  people,
  server,
}) => {
  const [ann] = await people(1);
  const [me, bob, carol] = await three(server.url);
  const room = await group(bob, "Missed talk", [me, carol]);
  await read(me, room, 1);
  await say(bob, room, ["one", "two", "three"]);
  await say(carol, room, ["four", "five"]);
  await say(bob, room, ["six"]);
  await ann.opens(room.title);
  const ribbon = ann.log.getByRole("region", { name: "What you missed" });
  await expect(ribbon).toContainText("6 messages");
  await expect(ribbon.getByRole("button")).toHaveText([/Hash Brown\s*4/, /고구마라떼\s*2/]);
  // Read at once, because all of it is on screen; what was missed stays said.
  await ann.hasUnread(room.title, 0);
  await expect(ribbon).toContainText("6 messages");

  await ribbon.getByRole("button").nth(1).click();
  await expect(row(ann, 5)).toBeFocused();
});

test("with Shift, the arrow keys move from speaker to speaker", async ({ people, server }) => {
  const [ann] = await people(1);
  const [me, bob, carol] = await three(server.url);
  const room = await group(bob, "One after another", [me, carol]);
  await say(bob, room, ["one", "two"]);
  await say(carol, room, ["three", "four"]);
  await say(bob, room, ["five"]);
  await ann.opens(room.title);
  await ann.log.focus();
  await ann.page.keyboard.press("Home");
  for (const seq of [2, 4, 6]) {
    await ann.page.keyboard.press("Shift+ArrowDown");
    await expect(row(ann, seq)).toBeFocused();
  }
  for (const seq of [4, 2]) {
    await ann.page.keyboard.press("Shift+ArrowUp");
    await expect(row(ann, seq)).toBeFocused();
  }
});

test("of hundreds, the ribbon says all that is known without loading them, and moves nothing as more comes in", async ({
  people,
  server,
}) => {
  test.setTimeout(120_000);
  const [ann] = await people(1);
  const [me, bob] = await three(server.url);
  const room = await group(bob, "Long away", [me]);
  await read(me, room, await say(bob, room, numbered(2, 60)));
  const last = await say(bob, room, numbered(61, 300));
  const pages: string[] = [];
  ann.page.on("request", (request) => request.url().includes("/messages?") && pages.push(request.url()));
  await ann.opens(room.title);
  await standsStill(ann);
  const ribbon = ann.log.getByRole("region", { name: "What you missed" });
  await expect(ribbon).toContainText("240 messages");
  await expect(ribbon).toContainText(/First \d+:/);
  expect(pages.length).toBeLessThanOrEqual(4);
  const height = (await ribbon.boundingBox())!.height;
  const bar = ann.page.locator(".left-bar > i");
  const shareLeft = () => bar.evaluate((one) => new DOMMatrix(getComputedStyle(one).transform).d);
  expect(await shareLeft()).toBeGreaterThan(0.8);

  const down = await scrolls(ann, 330, 130);
  expect(down).toMatchObject({ isInOrder: true, jumps: [] });
  await scrolls(ann, -330, 61);
  await expect(ribbon).toBeVisible();
  expect((await ribbon.boundingBox())!.height).toBe(height);

  await read(me, room, 200);
  await expect.poll(shareLeft).toBeCloseTo(100 / 240, 2);
  await ann.log.press("End");
  await expect(row(ann, last)).toBeInViewport();
  await ann.hasUnread(room.title, 0);
  await expect(ann.page.locator(".left-bar")).toHaveCount(0);
});

test("people whom I block are counted, but not named", async ({ people, server }) => {
  const [ann] = await people(1);
  const [me, bob, carol] = await three(server.url);
  await by(me, "PUT", `/api/blocks/${carol.id}`);
  const room = await group(bob, "Not named here", [me, carol]);
  await read(me, room, 1);
  await say(bob, room, ["one", "two"]);
  await say(carol, room, ["three", "four", "five"]);
  await ann.opens(room.title);
  const ribbon = ann.log.getByRole("region", { name: "What you missed" });
  await expect(ribbon).toContainText("5 messages");
  await expect(ribbon.getByRole("button")).toHaveText([/Hash Brown\s*2/]);
  await expect(ribbon).toContainText("others 3");
  await by(me, "DELETE", `/api/blocks/${carol.id}`);
  await by(me, "PUT", `/api/friends/${carol.id}`, {});
});

test("on a narrow page the ribbon stays on it", async ({ people, server }) => {
  const [ann] = await people(1);
  const [me, bob, carol] = await three(server.url);
  const room = await group(bob, "Narrow ribbon", [me, carol]);
  await read(me, room, 1);
  await say(bob, room, ["one", "two", "three"]);
  await say(carol, room, ["four"]);
  await ann.page.setViewportSize({ width: 320, height: 568 });
  await ann.opens(room.title);
  const ribbon = ann.log.getByRole("region", { name: "What you missed" });
  for (const button of await ribbon.getByRole("button").all()) {
    const { x, width, height } = (await button.boundingBox())!;
    expect(x).toBeGreaterThanOrEqual(0);
    expect(x + width).toBeLessThanOrEqual(320);
    expect(height).toBeGreaterThanOrEqual(44);
  }
  expect(await topOf(ann, 2)).toBeLessThan(568);
});

async function three(url: string): Promise<[Account, Account, Account]> {
  const [ann, bob, carol] = await Promise.all(["test1", "test2", "test3"].map((name) => account(url, name)));
  return [ann!, bob!, carol!];
}
