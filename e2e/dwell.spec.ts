import { expect } from "playwright/test";

import { across, type Person, test } from "./people";
import { lowestInView, numbered, row, scrolls, standsStill } from "./reading";
import { account, group, read, say, two } from "./rest";

test(
  "reading follows what was in view: the badge, the button and the others' numbers fall while one scrolls",
  across,
  async ({ people, server }) => {
    const [ann, bob] = await people(2);
    const [me, other] = await Promise.all(["test1", "test2"].map((name) => account(server.url, name)));
    const room = await group(other!, "Read by scrolling", [me!]);
    const last = await say(other!, room, numbered(2, 200));
    await read(me!, room, 50);
    await bob.opens(room.title);
    await ann.goesTo("Chats");
    await ann.hasUnread(room.title, last - 50);
    await ann.opens(room.title);
    await standsStill(ann);
    await isReadUpTo(ann, await lowestInView(ann), last, room.title);

    for (const until of [90, 130]) {
      await scrolls(ann, 250, until);
      await standsStill(ann);
      await isReadUpTo(ann, await lowestInView(ann), last, room.title);
    }
    // For the others the numbers of what she has read are gone, and those of the rest are not.
    const seen = await lowestInView(ann);
    await scrolls(bob, -400, seen);
    await expect(row(bob, seen).getByRole("button", { name: /unread by/ })).toHaveCount(0);
    await expect(row(bob, seen + 1).getByRole("button", { name: "unread by 1" })).toBeVisible();

    // Scrolling back takes nothing back, and a reload is where she was.
    await scrolls(ann, -400, 60);
    await standsStill(ann);
    await isReadUpTo(ann, seen, last, room.title);
    await ann.page.reload();
    await ann.hasUnread(room.title, last - seen);
    await ann.log.press("End");
    await ann.hasUnread(room.title, 0);
  },
);

test("a window without the focus reads nothing, until it has it again", async ({ people, server }) => {
  const [ann] = await people(1);
  const [me, bob] = await Promise.all(["test1", "test2"].map((name) => account(server.url, name)));
  const room = await group(bob!, "Beside another window", [me!]);
  const last = await say(bob!, room, numbered(2, 100));
  await read(me!, room, 40);
  await ann.goesTo("Chats");
  await hasFocus(ann, false);
  await ann.opens(room.title);
  await standsStill(ann);
  await scrolls(ann, 300, 70);
  await standsStill(ann);
  // What was read would be known by the time this has arrived.
  const fence = await say(bob!, room, ["are you there?"]);
  await ann.hasUnread(room.title, fence - 40);
  expect(fence).toBe(last + 1);
  await hasFocus(ann, true);
  await isReadUpTo(ann, await lowestInView(ann), fence, room.title);
});

test("a second tab of the same reader follows, and takes nothing back", async ({ people, server, tabOf }) => {
  const [ann] = await people(1);
  const [me, bob] = await Promise.all(["test1", "test2"].map((name) => account(server.url, name)));
  const room = await group(bob!, "One reader, both tabs", [me!]);
  const last = await say(bob!, room, numbered(2, 120));
  await read(me!, room, 30);
  await ann.goesTo("Chats");
  const also = await tabOf(ann);
  await also.hasUnread(room.title, last - 30);
  await ann.opens(room.title);
  await scrolls(ann, 300, 80);
  await standsStill(ann);
  const seen = await lowestInView(ann);
  await also.hasUnread(room.title, last - seen);
  // The second tab begins where the first one is.
  await also.opens(room.title);
  await standsStill(also);
  const further = await lowestInView(also);
  expect(further).toBeGreaterThanOrEqual(seen);
  for (const one of [ann, also]) await isReadUpTo(one, further, last, room.title);
});

async function isReadUpTo(person: Person, seq: number, last: number, title: string): Promise<void> {
  await person.hasUnread(title, last - seq);
  const button = person.page.getByRole("button", { name: /Jump to latest/ });
  await expect(button).toHaveText(`${last - seq} new messages↓`);
}

// Headless windows always have it.
const hasFocus = ({ page }: Person, isSo: boolean): Promise<void> =>
  page.evaluate((has) => {
    document.hasFocus = () => has;
    dispatchEvent(new Event(has ? "focus" : "blur"));
  }, isSo);

test("a chat that I come back to opens at what I have not read, and reads none of it by that", async ({
  people,
  server,
}) => {
  const { ann, bob, room } = await two(people, server.url, "Where I left off");
  const [me, other] = await Promise.all(["test1", "test2"].map((name) => account(server.url, name)));
  const elsewhere = await group(me!, "Away from there", [other!]);
  await bob.opens(elsewhere.title);
  const last = await say(me!, room, numbered(2, 120));
  await bob.hasUnread(room.title, last - 1);
  await bob.opens(room.title);
  await expect(bob.log.locator(".unread-line")).toBeInViewport();
  await expect(row(bob, 2)).toBeInViewport();
  await bob.opens(elsewhere.title);
  // What was on screen may have been read by now, but no more.
  await expect(bob.room(room.title).getByRole("img", { name: "unread" })).toBeVisible();
  await ann.isInRoom(room.title);
});
