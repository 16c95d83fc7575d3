import { expect, type Locator } from "playwright/test";

import { across, type Person, test } from "./people";
import { row } from "./reading";
import { account, by, group, type Made, say } from "./rest";
import { movingGif, pdf, isDrawn, picture, share, shareNew, upload, voice } from "./shown/files";
import { Finger, onPhone } from "./touch/finger";

const FILES = "**/api/files/**";

/** The pictures of a message. */
const tiles = (person: Person, seq: number): Locator => row(person, seq).locator(".photo");

const viewer = ({ page }: Person): Locator =>
  page.getByRole("dialog", { name: "Photos and videos of this chat" });

const shownIn = (person: Person): Locator => viewer(person).getByRole("img");

async function roomOf(
  url: string,
  title: string,
): Promise<{ room: Made; bob: Awaited<ReturnType<typeof account>> }> {
  const [me, bob] = await Promise.all(["test1", "test2"].map((name) => account(url, name)));
  return { room: await group(bob!, title, [me!]), bob: bob! };
}

test(
  "a picture has its proportions, several form a grid, and each size is there before it",
  across,
  async ({ people, server }) => {
    const { room, bob } = await roomOf(server.url, "Grids of pictures");
    const wide = await shareNew(bob, room, [picture("wide.png", 320, 120)]);
    const tall = await shareNew(bob, room, [picture("tall.png", 120, 600)], "A tall one");
    const many: string[] = [];
    for (let n = 0; n < 10; n++) many.push((await upload(bob, picture(`${n}.png`, 60 + n * 10, 60, n))).id);
    const seqs: number[] = [];
    for (const count of [2, 3, 4, 5, 7, 10]) seqs.push(await share(bob, room, many.slice(0, count)));
    const last = seqs.at(-1)!;

    const [ann] = await people(1);
    await ann.page.setViewportSize({ width: 1280, height: 3600 });
    // Held back: what stands there until then must be as large already.
    let let_go = (): void => undefined;
    const held = new Promise<void>((done) => (let_go = done));
    await ann.page.route(FILES, async (route) => {
      await held;
      await route.continue();
    });
    await ann.opens(room.title);
    await expect(tiles(ann, last)).toHaveCount(10);
    const heights = () =>
      ann.log
        .locator("[data-key]")
        .evaluateAll((rows) => rows.map((one) => one.getBoundingClientRect().height));
    const before = await heights();
    expect(before.filter((height) => !Number.isInteger(height))).toEqual([]);
    await expect(tiles(ann, wide).locator("canvas")).toBeVisible();
    let_go();
    await isDrawn(tiles(ann, last).last().getByRole("img"));
    await isDrawn(tiles(ann, wide).getByRole("img"));
    expect(await heights()).toEqual(before);
    await expect(tiles(ann, wide).locator("canvas")).toHaveCount(0);

    const [flat, narrow] = [(await tiles(ann, wide).boundingBox())!, (await tiles(ann, tall).boundingBox())!];
    expect(flat.height / flat.width).toBeCloseTo(0.4, 1);
    expect(narrow.height / narrow.width).toBeCloseTo(1.5, 1);
    await expect(row(ann, tall)).toContainText("A tall one");
    // Rows of three and two, each as wide as the others.
    for (const [nth, rows] of [[2], [3], [2, 2], [3, 2], [3, 2, 2], [3, 3, 2, 2]].entries()) {
      const boxes = await Promise.all((await tiles(ann, seqs[nth]!).all()).map((one) => one.boundingBox()));
      const byTop = Map.groupBy(boxes, (box) => box!.y);
      expect([...byTop.values()].map(({ length }) => length)).toEqual(rows);
      for (const line of byTop.values())
        expect(line.at(-1)!.x + line.at(-1)!.width).toBeCloseTo(flat.x + flat.width, 0);
    }
    await expect(tiles(ann, wide).getByRole("img")).toHaveAttribute("alt", "wide.png");
  },
);

test("a picture that does not come says so, and comes when it is asked for again", async ({
  people,
  server,
}) => {
  const { room, bob } = await roomOf(server.url, "A broken picture");
  const seq = await shareNew(bob, room, [picture("late.png")]);
  const [ann] = await people(1);
  let isBroken = true;
  await ann.page.route(FILES, (route) => (isBroken ? route.fulfill({ status: 503 }) : route.continue()));
  await ann.isRefused(503, async () => {
    await ann.opens(room.title);
    await expect(tiles(ann, seq).getByRole("button", { name: /late\.png.*Try again/ })).toBeVisible();
  });
  isBroken = false;
  await tiles(ann, seq).getByRole("button").click();
  await isDrawn(tiles(ann, seq).getByRole("img"));
});

test("what moves plays, and stands still for who prefers that, until it is asked to play", async ({
  people,
  server,
}) => {
  const { room, bob } = await roomOf(server.url, "Moving pictures");
  const seq = await shareNew(bob, room, [movingGif]);
  const [ann] = await people(1);
  await ann.opens(room.title);
  const image = tiles(ann, seq).getByRole("img");
  await expect(image).toHaveAttribute("src", /^\/api\/files\/[^/]+$/);
  await isDrawn(image);
  await expect(tiles(ann, seq).getByRole("button")).toHaveCount(1);
  await ann.page.emulateMedia({ reducedMotion: "reduce" });
  await expect(image).toHaveAttribute("src", /\/thumbnail$/);
  await tiles(ann, seq).getByRole("button", { name: "Play animation" }).click();
  await expect(image).toHaveAttribute("src", /^\/api\/files\/[^/]+$/);
  await tiles(ann, seq).getByRole("button", { name: "Stop animation" }).click();
  await expect(image).toHaveAttribute("src", /\/thumbnail$/);
});

test(
  "the viewer goes through the room's pictures by keys, zooms, and gives the focus back",
  across,
  async ({ people, server }) => {
    const { room, bob } = await roomOf(server.url, "A viewer by keys");
    const first = await shareNew(bob, room, [picture("first.png", 1600, 1200)]);
    await shareNew(bob, room, [picture("second.png", 900, 100), picture("third.png")]);
    await shareNew(bob, room, [pdf]);
    const last = await shareNew(bob, room, [picture("fourth.png")], "A word");
    const [ann] = await people(1);
    await ann.opens(room.title);
    const opener = tiles(ann, first).getByRole("button");
    await isDrawn(opener.getByRole("img"));
    await row(ann, first).focus();
    await ann.page.keyboard.press("Tab");
    await expect(opener).toBeFocused();
    await ann.page.keyboard.press("Enter");
    await expect(shownIn(ann)).toHaveAttribute("alt", "first.png");
    await expect(viewer(ann)).toContainText("Hash Brown");
    for (const name of ["second.png", "third.png", "fourth.png", "fourth.png"]) {
      await ann.page.keyboard.press("ArrowRight");
      await expect(shownIn(ann)).toHaveAttribute("alt", name);
    }
    await expect(viewer(ann).getByRole("button", { name: "Next" })).toHaveAttribute("aria-disabled", "true");
    for (const name of ["third.png", "second.png", "first.png", "first.png"]) {
      await ann.page.keyboard.press("ArrowLeft");
      await expect(shownIn(ann)).toHaveAttribute("alt", name);
    }
    await expect(viewer(ann).getByRole("button", { name: "Previous" })).toHaveAttribute(
      "aria-disabled",
      "true",
    );
    const width = async () => (await viewer(ann).locator(".viewed").boundingBox())!.width;
    const whole = await width();
    const zoomed = async () => Math.round((100 * (await width())) / whole);
    await ann.page.keyboard.press("+");
    await expect.poll(zoomed).toBe(150);
    await ann.page.keyboard.press("-");
    await expect.poll(zoomed).toBe(100);
    await ann.page.keyboard.press("+");
    await ann.page.keyboard.press("0");
    await expect.poll(zoomed).toBe(100);
    const download = ann.page.waitForEvent("download");
    await viewer(ann).getByRole("link", { name: "Save" }).click();
    expect((await download).suggestedFilename()).toBe("first.png");
    // One that comes meanwhile is the next one; one that is deleted makes room.
    await shareNew(bob, room, [picture("fifth.png")]);
    for (let n = 0; n < 4; n++) await viewer(ann).getByRole("button", { name: "Next" }).click();
    await expect(shownIn(ann)).toHaveAttribute("alt", "fifth.png");
    await ann.page.keyboard.press("ArrowLeft");
    await expect(shownIn(ann)).toHaveAttribute("alt", "fourth.png");
    await by(bob, "DELETE", `/api/rooms/${room.id}/messages/${last}`);
    await expect(shownIn(ann)).toHaveAttribute("alt", "third.png");
    await ann.page.keyboard.press("Escape");
    await expect(viewer(ann)).toHaveCount(0);
    await expect(opener).toBeFocused();
  },
);

test("the viewer is gone with the room, and when one goes back", across, async ({ people, server }) => {
  const { room, bob } = await roomOf(server.url, "A viewer that goes");
  const seq = await shareNew(bob, room, [picture("gone.png")]);
  const [ann] = await people(1);
  await ann.goesTo("Chats");
  await ann.opens(room.title);
  await tiles(ann, seq).getByRole("button").click();
  await isDrawn(shownIn(ann));
  await ann.page.goBack();
  await expect(viewer(ann)).toHaveCount(0);
  await ann.opens(room.title);
  await tiles(ann, seq).getByRole("button").click();
  await isDrawn(shownIn(ann));
  const { id } = await account(server.url, "test1");
  await by(bob, "DELETE", `/api/rooms/${room.id}/members/${id}`);
  await expect(viewer(ann)).toHaveCount(0);
  await expect(ann.room(room.title)).toHaveCount(0);
});

test("fingers swipe from picture to picture, pinch, and tap twice", async ({ browser, server }) => {
  const { room, bob } = await roomOf(server.url, "A viewer by fingers");
  await shareNew(bob, room, [picture("left.png", 1600, 1200), picture("right.png", 1600, 1200)]);
  const ann = await onPhone(browser, server.url, "test1");
  const finger = await Finger.of(ann.page);
  await ann.opens(room.title);
  await ann.log.locator(".photo").last().tap();
  const stage = viewer(ann).locator(".stage");
  await expect(shownIn(ann)).toHaveAttribute("alt", "right.png");
  await finger.swipes(stage, 150);
  await expect(shownIn(ann)).toHaveAttribute("alt", "left.png");
  await finger.swipes(stage, -40);
  await expect(shownIn(ann)).toHaveAttribute("alt", "left.png");
  const width = async () => Math.round((await viewer(ann).locator(".viewed").boundingBox())!.width);
  await expect.poll(width).toBe(390);
  await finger.pinches(stage, 100, 200);
  await expect.poll(width).toBe(780);
  // Zoomed in, a finger moves the picture.
  await finger.swipes(stage, -100);
  await expect(shownIn(ann)).toHaveAttribute("alt", "left.png");
  await stage.tap();
  await stage.tap();
  await expect.poll(width).toBe(390);
  await finger.swipes(stage, -150);
  await expect(shownIn(ann)).toHaveAttribute("alt", "right.png");
  await ann.page.context().close();
});

test("the viewer goes on from where the log is, to both sides", async ({ people, server }) => {
  const { room, bob } = await roomOf(server.url, "A viewer in the middle");
  const ids: string[] = [];
  for (let n = 0; n < 4; n++) ids.push((await upload(bob, picture(`${n}.png`, 100, 100, n))).id);
  await share(bob, room, [ids[0]!]);
  await say(
    bob,
    room,
    Array.from({ length: 120 }, (_, n) => `before ${n}`),
  );
  const middle = await share(bob, room, [ids[1]!]);
  await say(
    bob,
    room,
    Array.from({ length: 150 }, (_, n) => `after ${n}`),
  );
  await share(bob, room, [ids[2]!]);
  await say(bob, room, ["an answer"], middle);
  const [ann] = await people(1);
  await by(await account(server.url, "test1"), "PUT", `/api/rooms/${room.id}/reading`, { seq: middle + 152 });
  await ann.opens(room.title);
  await ann.log.locator(".quoted").click();
  await tiles(ann, middle).getByRole("button").click();
  await expect(shownIn(ann)).toHaveAttribute("alt", "1.png");
  await ann.page.keyboard.press("ArrowRight");
  await expect(shownIn(ann)).toHaveAttribute("alt", "2.png");
  await ann.page.keyboard.press("ArrowLeft");
  await ann.page.keyboard.press("ArrowLeft");
  await expect(shownIn(ann)).toHaveAttribute("alt", "0.png");
  await viewer(ann).getByRole("button", { name: "Show in chat" }).click();
  await expect(row(ann, 2)).toBeInViewport();
});

test(
  "a message without words is told by its files: in the list, a quote, the notice, and read out",
  across,
  async ({ people, server }) => {
    const { room, bob } = await roomOf(server.url, "Told by files");
    const seq = await shareNew(bob, room, [picture("a.png"), picture("b.png"), picture("c.png")]);
    const [ann] = await people(1);
    await ann.goesTo("Chats");
    await expect(ann.room(room.title)).toContainText("3 photos");
    const heard = await shareNew(bob, room, [voice(12)]);
    await expect(ann.room(room.title)).toContainText("Voice message 0:12");
    await shareNew(bob, room, [pdf]);
    await expect(ann.room(room.title)).toContainText("감자밭 운영 계획.pdf");
    await ann.opens(room.title);
    await expect(row(ann, seq)).toHaveAccessibleName(/^Hash Brown, 3 photos, /);
    await expect(row(ann, heard)).toHaveAccessibleName(/, Voice message 0:12, /);
    const answer = await say(bob, room, ["Nice!"], seq);
    await expect(row(ann, answer).locator(".quoted")).toContainText("Photo");
    await by(bob, "PUT", `/api/rooms/${room.id}/pins/${seq}`);
    await expect(ann.page.getByRole("complementary", { name: "Notice" })).toContainText("Photo");
    await ann.looksIntoRoom();
    await expect(ann.info.getByRole("region", { name: "Pinned messages" })).toContainText("3 photos");
    await ann.page.reload();
    await expect(row(ann, answer).locator(".quoted")).toContainText("Photo");
    await by(bob, "DELETE", `/api/rooms/${room.id}/messages/${seq}`);
    await expect(row(ann, answer).locator(".quoted")).toContainText("This message was deleted.");
    await expect(row(ann, seq)).toContainText("This message was deleted.");
    await expect(tiles(ann, seq)).toHaveCount(0);
    // The files are gone before every page knows: a picture that was on its way there is not found.
    ann.allowed.push((fault) => /status of 404 .*\/api\/files\/\w+\/thumbnail$/.test(fault));
  },
);
