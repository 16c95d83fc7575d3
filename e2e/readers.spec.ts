import { expect } from "playwright/test";

import { across, type Person, test } from "./people";
import { row } from "./reading";
import { account, by, group, read, say } from "./rest";

const WHO = "Read by";

test(
  "hovering the number shows who has not read the message; it follows along, and goes when all have",
  across,
  async ({ people, server }) => {
    const [ann] = await people(1);
    const [me, bob, carol] = await three(server.url);
    const room = await group(me, "Hovering readers", [bob, carol]);
    await ann.opens(room.title);
    await ann.says("who has seen my fork?");
    const number = numberOf(ann, 2);
    await expect(number).toHaveText("2");
    await number.hover();
    const card = ann.page.getByRole("tooltip", { name: WHO });
    await expect(partOf(card, "Not read yet · 2").getByRole("listitem")).toHaveCount(2);
    await expect(card).toContainText("Hash Brown");

    await read(bob, room, 2);
    await expect(partOf(card, "Not read yet · 1").getByRole("listitem")).toHaveCount(1);
    await expect(partOf(card, /^Read · /)).toContainText("Hash Brown");
    await ann.page.mouse.move(0, 0);
    await expect(card).toHaveCount(0);

    await number.hover();
    await expect(card).toBeVisible();
    await read(carol, room, 2);
    await expect(number).toHaveCount(0);
    await expect(card).toHaveCount(0);
  },
);

test("people who hide their reading are counted, not named", async ({ people, server }) => {
  const [ann] = await people(1);
  const [me, bob, carol] = await three(server.url);
  const room = await group(me, "Hidden readers", [bob, carol]);
  await by(carol, "PATCH", "/api/me", { hideReads: true });
  await ann.opens(room.title);
  await ann.says("anybody?");
  await numberOf(ann, 2).click();
  const card = ann.page.getByRole("dialog", { name: WHO });
  const unread = partOf(card, "Not read yet · 2");
  await expect(unread.getByRole("listitem")).toHaveCount(2);
  await expect(unread).toContainText("Hash Brown");
  await expect(unread).toContainText("and 1 other");
  await by(carol, "PATCH", "/api/me", { hideReads: false });
});

test(
  "my name can be hidden from lists of readers in the settings: then I am counted, not named",
  across,
  async ({ people, server }) => {
    const [ann, bob] = await people(2);
    const [me, other, carol] = await three(server.url);
    const room = await group(me, "A reader who hides", [other, carol]);
    await bob.goesTo("Settings");
    await hides(bob).focus();
    await bob.page.keyboard.press("Space");
    await isKept(hides(bob), true);
    await expect(hides(bob)).toBeFocused();
    await bob.page.reload();
    await expect(hides(bob)).toBeChecked();
    // From another device.
    for (const hideReads of [false, true]) {
      await by(other, "PATCH", "/api/me", { hideReads });
      await expect(hides(bob)).toBeChecked({ checked: hideReads });
    }

    await ann.opens(room.title);
    await ann.says("who is there?");
    await numberOf(ann, 2).click();
    const card = ann.page.getByRole("dialog", { name: WHO });
    const unread = partOf(card, "Not read yet · 2");
    await expect(unread).toContainText("and 1 other");
    await expect(card).not.toContainText("Hash Brown");
    await bob.opens(room.title);
    await bob.hears("who is there?");
    await expect(partOf(card, "Not read yet · 1").getByRole("listitem")).toHaveCount(1);
    await expect(partOf(card, /^Read · /)).toBeVisible();
    await expect(card).not.toContainText("Hash Brown");

    await bob.goesTo("Settings");
    await hides(bob).click();
    await isKept(hides(bob), false);
    await ann.page.keyboard.press("Escape");
    await numberOf(ann, 2).click();
    await expect(partOf(card, /^Read · /)).toContainText("Hash Brown");
  },
);

test("a setting that is still unknown waits for a press, instead of taking it for the opposite", async ({
  people,
  server,
}) => {
  const [, bob] = await people(2);
  const other = await account(server.url, "test2");
  await by(other, "PATCH", "/api/me", { hideReads: true });
  const known = Promise.withResolvers<void>();
  const asked = Promise.withResolvers<void>();
  await bob.page.route("**/api/me", async (route) => {
    asked.resolve();
    await known.promise;
    await route.continue();
  });
  await bob.goesTo("Settings");
  await asked.promise;
  await expect(hides(bob)).toHaveAttribute("aria-disabled", "true");
  await hides(bob).click({ force: true });
  await hides(bob).press("Space");
  await expect(hides(bob)).not.toBeChecked();
  known.resolve();
  await isKept(hides(bob), true);
  await hides(bob).click();
  await isKept(hides(bob), false);
});

test("a message's menu leads to its readers, too, and the focus comes back", async ({ people, server }) => {
  const [ann] = await people(1);
  const [me, bob] = await three(server.url);
  const room = await group(me, "Readers by the menu", [bob]);
  await say(me, room, ["right here"]);
  await ann.opens(room.title);
  const card = ann.page.getByRole("dialog", { name: WHO });
  await ann.message("right here").click({ button: "right" });
  await ann.page.getByRole("menuitem", { name: "Who has read this" }).click();
  await expect(card).toBeFocused();
  await expect(card).toContainText("Hash Brown");
  await ann.page.keyboard.press("Escape");
  await expect(card).toHaveCount(0);
  await expect(numberOf(ann, 2)).toBeFocused();
});

test("by keyboard, the number of the focused message is the next stop; Escape and Tab lead back", async ({
  people,
  server,
}) => {
  const [ann] = await people(1);
  const [me, bob] = await three(server.url);
  const room = await group(me, "Readers by keyboard", [bob]);
  await say(me, room, ["first", "second"]);
  await ann.opens(room.title);
  await ann.log.focus();
  await ann.page.keyboard.press("ArrowUp");
  await expect(row(ann, 3)).toBeFocused();
  // Only the focused message has a stop for its number.
  await expect(numberOf(ann, 2)).toHaveAttribute("tabindex", "-1");
  await ann.page.keyboard.press("Tab");
  await expect(numberOf(ann, 3)).toBeFocused();
  await expect(ann.page.getByRole("tooltip", { name: WHO })).toContainText("Hash Brown");
  await ann.page.keyboard.press("Escape");
  await expect(ann.page.getByRole("tooltip", { name: WHO })).toHaveCount(0);
  await expect(numberOf(ann, 3)).toBeFocused();

  await ann.page.keyboard.press("Enter");
  const card = ann.page.getByRole("dialog", { name: WHO });
  await expect(card).toBeFocused();
  await expect(card).toContainText("Hash Brown");
  await ann.page.keyboard.press("Escape");
  await expect(card).toHaveCount(0);
  await expect(numberOf(ann, 3)).toBeFocused();

  // When the last one reads it, the focus stays in the log.
  await read(bob, room, 3);
  await expect(row(ann, 3)).toBeFocused();
});

test.describe("with a finger", () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

  test("a tap on the number opens a sheet, also when somebody reads meanwhile", async ({
    people,
    server,
  }) => {
    const [ann] = await people(1);
    const [me, bob, carol] = await three(server.url);
    const room = await group(me, "Readers on a phone", [bob, carol]);
    await say(me, room, ["tap here"]);
    await ann.opens(room.title);
    const box = (await numberOf(ann, 2).boundingBox())!;
    // As far from its middle as a finger may miss it.
    await ann.page.touchscreen.tap(box.x + box.width / 2, box.y - 12);
    const sheet = ann.page.getByRole("dialog", { name: WHO });
    await expect(partOf(sheet, "Not read yet · 2").getByRole("listitem")).toHaveCount(2);
    await read(bob, room, 2);
    await expect(partOf(sheet, "Not read yet · 1").getByRole("listitem")).toHaveCount(1);
    const { y, height } = (await sheet.boundingBox())!;
    expect(Math.round(y + height)).toBe(844);
    await sheet.getByRole("button", { name: "Close" }).tap();
    await expect(sheet).toHaveCount(0);
  });

  test("lists of several pages stand behind tabs, fetch more as they are scrolled, and follow along", async ({
    people,
    server,
  }) => {
    const [ann] = await people(1);
    const [me, bob, carol] = await three(server.url);
    const room = await group(me, "Readers by the page", [bob, carol]);
    await say(me, room, ["so many of you"]);
    // As if a page had one person.
    await ann.page.route(/\/readers/, (route) => {
      const url = new URL(route.request().url());
      url.searchParams.set("limit", "1");
      return route.continue({ url: url.href });
    });
    await ann.opens(room.title);
    await numberOf(ann, 2).tap();
    const sheet = ann.page.getByRole("dialog", { name: WHO });
    const names = sheet.getByRole("tabpanel").getByRole("listitem");
    const [unread, done] = [/^Not read yet/, /^Read/].map((name) => sheet.getByRole("tab", { name }));
    await expect(unread!).toHaveAttribute("aria-selected", "true");
    await expect(names).toHaveCount(2);
    await read(bob, room, 2);
    await expect(names).toHaveCount(1);
    await done!.tap();
    await expect(names.first()).toContainText("Hash Brown");
    await expect(names).toHaveCount(1);
    await read(carol, room, 2);
    await expect(names).toHaveCount(2);
    await ann.page.keyboard.press("ArrowLeft");
    await expect(unread!).toBeFocused();
    await expect(sheet.getByRole("tabpanel")).toContainText("Everyone has read it.");
    await ann.page.keyboard.press("Escape");
    await expect(sheet).toHaveCount(0);
    await expect(row(ann, 2)).toBeFocused();
  });
});

test("the number rolls and melts without moving anything, is never a live region, and stands still if motion is reduced", async ({
  people,
  server,
}) => {
  const [ann] = await people(1);
  const [me, bob, carol] = await three(server.url);
  const room = await group(me, "Rolling down", [bob, carol]);
  await say(me, room, ["short", "another"]);
  await ann.opens(room.title);
  await expect(numberOf(ann, 3)).toHaveText("2");
  await expect(ann.log.locator("[aria-live]")).toHaveCount(0);
  await ann.page.evaluate(() => {
    const seen: string[] = [];
    const shifts: number[] = [];
    Object.assign(window, { seen, shifts });
    new MutationObserver((changes) => {
      for (const { addedNodes } of changes)
        for (const one of addedNodes)
          if (one instanceof Element)
            for (const name of ["roll", "melting"]) if (one.matches(`.${name}`)) seen.push(name);
    }).observe(document.body, { childList: true, subtree: true });
    new PerformanceObserver((list) => {
      for (const one of list.getEntries()) shifts.push((one as unknown as { value: number }).value);
    }).observe({ type: "layout-shift" });
  });
  const noted = () =>
    ann.page.evaluate(() => {
      const { seen, shifts } = window as unknown as { seen: string[]; shifts: number[] };
      return { seen, shifts };
    });

  await read(bob, room, 3);
  await expect(numberOf(ann, 3)).toHaveText("1");
  await expect.poll(async () => (await noted()).seen).toEqual(["roll", "roll"]);
  await read(carol, room, 3);
  await expect(numberOf(ann, 3)).toHaveCount(0);
  await expect.poll(async () => (await noted()).seen).toEqual(["roll", "roll", "melting", "melting"]);
  await expect(ann.page.locator(".melting")).toHaveCount(0);
  expect((await noted()).shifts).toEqual([]);

  await ann.page.emulateMedia({ reducedMotion: "reduce" });
  await say(me, room, ["a third"]);
  await expect(numberOf(ann, 4)).toHaveText("2");
  await read(bob, room, 4);
  await expect(numberOf(ann, 4)).toHaveText("1");
  expect((await noted()).seen).toHaveLength(4);
});

const numberOf = (person: Person, seq: number) =>
  row(person, seq).getByRole("button", { name: /^unread by/ });

const hides = ({ page }: Person) => page.getByRole("switch", { name: "Hide my name from lists of readers" });

/** The server has it. */
async function isKept(toggle: Locator, isOn: boolean): Promise<void> {
  await expect(toggle).toBeChecked({ checked: isOn });
  await expect(toggle).not.toHaveAttribute("aria-disabled");
}

type Locator = ReturnType<Person["message"]>;
const partOf = (card: Locator, name: string | RegExp) => card.getByRole("region", { name });

async function three(url: string) {
  const [ann, bob, carol] = await Promise.all(["test1", "test2", "test3"].map((name) => account(url, name)));
  return [ann!, bob!, carol!] as const;
}
