import { expect, type Page } from "playwright/test";

import { type Person, test } from "./people";
import { numbered } from "./reading";
import { account, type Account, by, group, say } from "./rest";

// As browsers measure it (Layout Instability): what moves by itself, without a press or a key shortly before.

interface Shift extends PerformanceEntry {
  hadRecentInput: boolean;
  value: number;
  sources: { node: Node | null; previousRect: DOMRectReadOnly; currentRect: DOMRectReadOnly }[];
}

declare global {
  var shifts: string[];
}

const WIDTHS = [390, 820, 1280, 1920];

/** Once the people of earlier tests are gone: the list of who is online changes when they go. */
const onlyBobIsOnline = (me: Account, bob: Account): Promise<void> =>
  expect.poll(async () => onlineFriends(me), { timeout: 30_000 }).toEqual([bob.id]);

async function onlineFriends(me: Account): Promise<string[]> {
  const { friends } = (await by(me, "GET", "/api/friends")) as {
    friends: { online: boolean; user: { id: string } }[];
  };
  return friends.filter(({ online }) => online).map(({ user }) => user.id);
}

test("nothing moves while the page loads, at any width", async ({ people, server }) => {
  test.slow();
  const [ann] = await people(2);
  const [me, bob] = await Promise.all(["test1", "test2"].map((name) => account(server.url, name)));
  const room = await group(bob!, "Steady hands", [me!]);
  await say(bob!, room, numbered(2, 60));
  await onlyBobIsOnline(me!, bob!);
  await recordsShifts(ann.page);
  for (const width of WIDTHS) {
    await ann.page.setViewportSize({ width, height: 900 });
    for (const path of ["/friends", "/rooms", `/rooms/${room.id}`, "/settings"]) {
      await ann.page.goto(server.url + path);
      await expect(ann.page.getByRole("heading", { level: 1 }).first()).toBeVisible();
      if (path.endsWith(room.id)) await ann.isInRoom(room.title);
      await ann.page.waitForLoadState("networkidle");
      expect(await shiftsOf(ann), `${path} at ${width} px`).toEqual([]);
    }
  }
});

test("nothing moves when another room is opened", async ({ people, server }) => {
  const [ann] = await people(2);
  const [me, bob] = await Promise.all(["test1", "test2"].map((name) => account(server.url, name)));
  const rooms = [await group(bob!, "Left shelf", [me!]), await group(bob!, "Right shelf", [me!])];
  for (const room of rooms) await say(bob!, room, numbered(2, 40));
  await onlyBobIsOnline(me!, bob!);
  await recordsShifts(ann.page);
  for (const width of [820, 1280, 1920]) {
    await ann.page.setViewportSize({ width, height: 900 });
    await ann.page.goto(`${server.url}/rooms`);
    for (const { title } of [...rooms, ...rooms]) {
      // A press would hide what moves for half a second.
      await ann.room(title).evaluate((link: HTMLElement) => link.click());
      await ann.isInRoom(title);
      await ann.page.waitForLoadState("networkidle");
    }
    expect(await shiftsOf(ann), `${width} px`).toEqual([]);
  }
});

test("nothing moves when the font comes, and it comes with the next key", async ({ people, server }) => {
  const [ann] = await people(1);
  const [me, bob] = await Promise.all(["test1", "test2"].map((name) => account(server.url, name)));
  const room = await group(bob!, "Slow letters", [me!]);
  await say(bob!, room, numbered(2, 30));
  await recordsShifts(ann.page);
  let letGo!: () => void;
  const isLetGo = new Promise<void>((resolve) => (letGo = resolve));
  let isAsked = false;
  await ann.page.route("**/*.woff2", async (route) => {
    isAsked = true;
    await isLetGo;
    await route.continue();
  });
  await ann.page.goto(`${server.url}/rooms/${room.id}`);
  await ann.isInRoom(room.title);
  await expect.poll(() => isAsked).toBe(true);
  expect(await familyOf(ann)).not.toContain("Pretendard");
  letGo();
  await expect.poll(() => isFontHere(ann)).toBe(true);
  // It is here, and still nothing moves under the eyes of someone who reads.
  expect(await familyOf(ann)).not.toContain("Pretendard");
  await ann.page.keyboard.press("Shift");
  await expect.poll(() => familyOf(ann)).toContain("Pretendard");
  expect(await shiftsOf(ann)).toEqual([]);
  await ann.says("in the new letters");
});

test("where the system has no font for Korean, the font is shown as soon as it is here", async ({
  people,
  server,
}) => {
  const [ann] = await people(1);
  await korean(ann.page, false);
  await ann.page.goto(`${server.url}/friends`);
  await expect(ann.friend("Hash Brown")).toBeVisible();
  await expect.poll(() => familyOf(ann)).toContain("Pretendard");
});

test("without the font the page is whole, in a font of the system", async ({ people, server }) => {
  const [ann] = await people(1);
  await ann.page.route("**/*.woff2", (route) => route.abort());
  await ann.page.goto(`${server.url}/friends`);
  await expect(ann.friend("Hash Brown")).toBeVisible();
  await ann.page.keyboard.press("Shift");
  expect(await familyOf(ann)).not.toContain("Pretendard");
  const isRefused = (fault: string) => fault.includes("woff2");
  ann.allowed.push(isRefused);
  await expect.poll(() => ann.faults.some(isRefused)).toBe(true);
});

// As if the system had a font for Korean, or none: what is drawn differs from syllable to syllable, or never.
const korean = (page: Page, isThere: boolean): Promise<unknown> =>
  page.addInitScript((differs) => {
    let drawn = 0;
    CanvasRenderingContext2D.prototype.getImageData = () =>
      ({ data: [differs ? ++drawn : 0] }) as unknown as ImageData;
  }, isThere);

// From the next navigation on. The node says what moved, the places say how far.
async function recordsShifts(page: Page): Promise<void> {
  await korean(page, true);
  await page.addInitScript(() => {
    globalThis.shifts = [];
    const place = ({ x, y, width, height }: DOMRectReadOnly) =>
      [x, y, width, height].map(Math.round).join(",");
    new PerformanceObserver((list) => {
      for (const { hadRecentInput, value, sources } of list.getEntries() as Shift[]) {
        if (hadRecentInput) continue;
        const moved = sources.map(({ node, previousRect, currentRect }) => {
          const name = node instanceof Element ? node.outerHTML.slice(0, 60) : (node?.textContent ?? "gone");
          return `${name}: ${place(previousRect)} → ${place(currentRect)}`;
        });
        globalThis.shifts.push(`${value.toFixed(5)} ${moved.join(" | ")}`);
      }
    }).observe({ type: "layout-shift", buffered: true });
  });
}

// Shifts are reported with the frame after.
const shiftsOf = ({ page }: Person): Promise<string[]> =>
  page.evaluate(
    () =>
      new Promise<string[]>((resolve) =>
        requestAnimationFrame(() => setTimeout(() => resolve(globalThis.shifts), 100)),
      ),
  );

const familyOf = ({ page }: Person): Promise<string> =>
  page.evaluate(() => getComputedStyle(document.body).fontFamily);

const isFontHere = ({ page }: Person): Promise<boolean> =>
  page.evaluate(() => document.fonts.check('1em "Pretendard Variable"', document.body.textContent));
