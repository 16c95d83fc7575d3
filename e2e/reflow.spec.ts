import { expect } from "playwright/test";

import { type Person, test } from "./people";
import { numbered } from "./reading";
import { account, group, say } from "./rest";
import { areFindable, finder, hits, searches, searchField } from "./search/finder";

// WCAG 1.4.10: 320 px is a page of 1280 at four times its size. The other is a small laptop's at twice its size.
const sizes = {
  "320 px wide": { width: 320, height: 568 },
  "twice its size": { width: 640, height: 400 },
};

for (const [size, viewport] of Object.entries(sizes)) {
  test(`every screen fits a page that is ${size}: nothing is cut off at a side`, async ({
    stranger,
    people,
    server,
  }) => {
    test.slow();
    await stranger.page.setViewportSize(viewport);
    await fits(stranger, "sign in");
    await stranger.page.getByRole("button", { name: "Create an account" }).click();
    await stranger.page.getByRole("button", { name: "Create account" }).click();
    await fits(stranger, "sign up, with faults");

    const [ann] = await people(1);
    await ann.page.setViewportSize(viewport);
    await fits(ann, "friends");
    await ann.looksAt("Hash Brown");
    await fits(ann, "a profile");
    await ann.dialog.getByRole("button", { name: "More" }).click();
    await fits(ann, "its menu");
    await ann.page.keyboard.press("Escape");
    await ann.closes();
    await ann.page.getByRole("button", { name: "My profile" }).click();
    await expect(ann.dialog).toBeVisible();
    await fits(ann, "my profile");
    await ann.closes();
    await ann.page.getByRole("button", { name: "Add a friend" }).click();
    await expect(ann.dialog).toBeVisible();
    await fits(ann, "adding a friend");
    await ann.closes();

    const me = await account(server.url, "test1");
    const room = await group(me, `A name about as long as may be: ${size}`, []);
    await say(me, room, ["감자".repeat(60), `https://potato.example/${"chips".repeat(40)}`, "🥔".repeat(10)]);
    await areFindable(me, room, "감자감자", 1);
    await ann.opens(room.title);
    await fits(ann, "a room with long words");
    await searches(ann, "감자감자");
    await expect(hits(ann)).toHaveCount(1);
    await fits(ann, "a search");
    await finder(ann).getByRole("button", { name: "Go to a date" }).click();
    await finder(ann).getByRole("button", { name: "Filters" }).click();
    await fits(ann, "its filters");
    await searchField(ann).press("Escape");
    await ann.field.fill(`${"potato".repeat(30)}\nand another line`);
    await fits(ann, "its composer");
    await ann.looksIntoRoom();
    await fits(ann, "what is known of it");
    await ann.closes();
    await ann.page.goBack();
    await fits(ann, "chats");
    await ann.page.getByRole("button", { name: "New group" }).click();
    await expect(ann.dialog).toBeVisible();
    await fits(ann, "a new group");
    await ann.closes();
    await ann.goesTo("Settings");
    await expect(ann.page.getByText("This device ·")).toBeVisible();
    await fits(ann, "settings");
  });
}

test("the newest message and the field stay in view when a phone's keyboard comes up", async ({
  people,
  server,
}) => {
  const [ann] = await people(1);
  const me = await account(server.url, "test1");
  const room = await group(me, "Keyboard", []);
  await say(me, room, [...numbered(2, 40), "the newest"]);
  await ann.page.setViewportSize({ width: 390, height: 844 });
  await ann.opens(room.title);
  await ann.field.focus();

  // Android makes the page smaller.
  await ann.page.setViewportSize({ width: 390, height: 460 });
  await areAbove(ann, 460);
  await ann.page.setViewportSize({ width: 390, height: 844 });
  await areAbove(ann, 844);

  // Safari covers the page with the keyboard, and only changes the visual viewport.
  await covers(ann, 460);
  await areAbove(ann, 460);
  await covers(ann, 844);
  await areAbove(ann, 844);
  await expect.poll(async () => bottomOf(ann)).toBeGreaterThan(800);
});

async function fits({ page }: Person, screen: string): Promise<void> {
  const tooWide = () =>
    page.evaluate(() => {
      const { clientWidth } = document.documentElement;
      return [...document.querySelectorAll<HTMLElement>("html, body, body *")]
        .filter((one) => one.checkVisibility())
        .filter((one) => {
          const { left, right, width } = one.getBoundingClientRect();
          const isOut = width > 1 && (left < -1 || right > clientWidth + 1);
          const scrolls = ["auto", "scroll"].includes(getComputedStyle(one).overflowX);
          return (
            isOut || ((scrolls || one === document.documentElement) && one.scrollWidth > one.clientWidth)
          );
        })
        .map((one) => one.outerHTML.slice(0, 80));
    });
  await expect.poll(tooWide, screen).toEqual([]);
}

async function areAbove(person: Person, height: number): Promise<void> {
  await expect.poll(() => bottomOf(person)).toBeLessThanOrEqual(height);
  const newest = person.message("the newest");
  await expect(newest).toBeInViewport({ ratio: 1 });
  const isRight = async () => {
    const [message, field] = [await newest.boundingBox(), await person.field.boundingBox()];
    return message!.y + message!.height <= field!.y;
  };
  await expect.poll(isRight).toBe(true);
}

async function bottomOf({ field }: Person): Promise<number> {
  const box = await field.boundingBox();
  return box!.y + box!.height;
}

const covers = ({ page }: Person, height: number): Promise<void> =>
  page.evaluate((seen) => {
    Object.defineProperty(window.visualViewport, "height", { configurable: true, get: () => seen });
    window.visualViewport!.dispatchEvent(new Event("resize"));
  }, height);
