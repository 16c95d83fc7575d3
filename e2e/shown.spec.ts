import { expect, type Locator } from "playwright/test";

import { across, type Person, test } from "./people";
import { row, scrolls, standsStill } from "./reading";
import { account, by, group, type Made, read, say } from "./rest";
import { isDrawn, movingGif, pdf, picture, share, shareNew, upload, voice, wav } from "./shown/files";

// Files other than pictures, and all files of a room.

type Author = Awaited<ReturnType<typeof account>>;

async function roomOf(url: string, title: string): Promise<{ room: Made; me: Author; bob: Author }> {
  const [me, bob] = await Promise.all(["test1", "test2"].map((name) => account(url, name)));
  return { room: await group(bob!, title, [me!]), me: me!, bob: bob! };
}

const sound = (person: Person, seq: number): Locator => row(person, seq).getByRole("group");
const shared = ({ page }: Person): Locator => page.getByRole("dialog", { name: "Photos, files and links" });

/** A second or so of a picture that changes, as this browser records it. */
async function recorded({ page }: Person): Promise<Uint8Array> {
  const numbers = await page.evaluate(async () => {
    const canvas = document.createElement("canvas");
    canvas.width = 320;
    canvas.height = 180;
    const brush = canvas.getContext("2d")!;
    const recorder = new MediaRecorder(canvas.captureStream(20), { mimeType: "video/webm" });
    const parts: Blob[] = [];
    recorder.addEventListener("dataavailable", ({ data }) => parts.push(data));
    const ended = new Promise((done) => recorder.addEventListener("stop", done));
    recorder.start();
    for (let n = 0; n < 60; n++) {
      brush.fillStyle = `hsl(${n * 6} 80% 50%)`;
      brush.fillRect(0, 0, 320, 180);
      await new Promise(requestAnimationFrame);
    }
    recorder.stop();
    await ended;
    return [...new Uint8Array(await new Blob(parts).arrayBuffer())];
  });
  return Uint8Array.from(numbers);
}

test(
  "a voice message plays in its place, and goes where one presses, by keys, too",
  across,
  async ({ people, server }) => {
    const { room, bob } = await roomOf(server.url, "Voices");
    // Large enough that it is not here at once.
    const first = await shareNew(bob, room, [voice(1800)]);
    const second = await shareNew(bob, room, [
      { name: "potato song.wav", bytes: wav(30), durationMs: 30_000 },
    ]);
    const [ann] = await people(1);
    const ranges: string[] = [];
    ann.page.on("response", (answer) => {
      if (answer.status() === 206) ranges.push(answer.headers()["content-range"] ?? "");
    });
    // However slow this machine is, its middle is not here when it is asked for.
    const line = await ann.page.context().newCDPSession(ann.page);
    const downloads = (bytesPerSecond: number) =>
      line.send("Network.emulateNetworkConditions", {
        offline: false,
        latency: 0,
        downloadThroughput: bytesPerSecond,
        uploadThroughput: -1,
      });
    await downloads(300_000);
    await ann.opens(room.title);
    const [voiced, song] = [sound(ann, first), sound(ann, second)];
    const answer = await say(bob, room, ["I'll listen later"], first);
    await expect(row(ann, answer)).toContainText("Voice message");
    await expect(voiced).toHaveAccessibleName("Voice message");
    await expect(song).toContainText("potato song.wav");
    await expect(voiced).toContainText("30:00");
    await expect(voiced.locator(".wave path")).toHaveCount(2);
    const at = (one: Locator) =>
      one.getByRole("slider").evaluate((slider: HTMLInputElement) => slider.valueAsNumber);
    await voiced.getByRole("button", { name: "Play" }).click();
    await expect.poll(() => at(voiced)).toBeGreaterThan(0);
    await expect(voiced.getByRole("button", { name: "Pause" })).toBeVisible();

    // By the pointer to its middle, which has not been loaded; from there by keys.
    const slider = voiced.getByRole("slider");
    const { width, height } = (await slider.boundingBox())!;
    await slider.click({ position: { x: width / 2, y: height / 2 } });
    await expect.poll(() => at(voiced)).toBeGreaterThan(860);
    await expect.poll(() => at(voiced)).toBeLessThan(960);
    await expect(slider).toHaveAttribute("aria-valuetext", /^1[45]:\d\d of 30:00$/);
    await voiced.getByRole("button", { name: "Pause" }).click();
    const before = await at(voiced);
    await slider.focus();
    await ann.page.keyboard.press("ArrowRight");
    await expect.poll(() => at(voiced)).toBeCloseTo(before + 5, 0);
    await ann.page.keyboard.press("ArrowLeft");
    await ann.page.keyboard.press("ArrowLeft");
    await expect.poll(() => at(voiced)).toBeCloseTo(before - 5, 0);
    await expect(row(ann, first)).not.toBeFocused();
    expect(ranges.some((range) => !range.startsWith("bytes 0-"))).toBe(true);
    await downloads(-1);

    // Another one begins, and the first one stops.
    await voiced.getByRole("button", { name: "Play" }).click();
    await song.getByRole("button", { name: "Play" }).click();
    await expect(song.getByRole("button", { name: "Pause" })).toBeVisible();
    await expect(voiced.getByRole("button", { name: "Play" })).toBeVisible();
    const left = await at(voiced);
    await voiced.getByRole("button", { name: "Play" }).click();
    await expect.poll(() => at(voiced)).toBeGreaterThan(left - 1);
    await voiced.getByRole("button", { name: "Pause" }).click();
  },
);

test("a video plays in its place, and a sound stops for it", across, async ({ people, server }) => {
  const { room, bob } = await roomOf(server.url, "Videos");
  const [ann] = await people(1);
  const bytes = await recorded(ann);
  const film = { name: "film.webm", bytes, width: 320, height: 180, durationMs: 1000 };
  const heard = await shareNew(bob, room, [voice(30)]);
  const seq = await shareNew(bob, room, [film]);
  const several = await shareNew(bob, room, [film, picture("beside.png")]);
  await ann.opens(room.title);
  const video = row(ann, seq).locator("video");
  const { width, height } = (await video.boundingBox())!;
  expect(height / width).toBeCloseTo(9 / 16, 1);
  await sound(ann, heard).getByRole("button", { name: "Play" }).click();
  await expect(sound(ann, heard).getByRole("button", { name: "Pause" })).toBeVisible();
  await video.evaluate((one: HTMLVideoElement) => one.play());
  await expect.poll(() => video.evaluate((one: HTMLVideoElement) => one.currentTime)).toBeGreaterThan(0.2);
  await expect(sound(ann, heard).getByRole("button", { name: "Play" })).toBeVisible();
  await expect(ann.room(room.title)).toContainText("2 files");
  // Among others it is a tile, and plays in the viewer.
  await row(ann, several).getByRole("button", { name: "Video: film.webm" }).click();
  const viewed = ann.page.getByRole("dialog").locator("video");
  await viewed.evaluate((one: HTMLVideoElement) => one.play());
  await expect.poll(() => viewed.evaluate((one: HTMLVideoElement) => one.currentTime)).toBeGreaterThan(0.2);
});

test(
  "other files are cards: a PDF opens, everything else is saved under its name",
  across,
  async ({ people, server }) => {
    const { room, bob } = await roomOf(server.url, "Cards");
    const html = { name: "not a page.html", bytes: Buffer.from("<script>document.title = 'ran'</script>") };
    const long = { name: `${"긴 이름 ".repeat(12)}.hwpx`, bytes: Buffer.from("hwpx") };
    const seq = await shareNew(bob, room, [pdf, html, long]);
    const answer = await say(bob, room, ["about that"], seq);
    const [ann] = await people(1);
    await ann.opens(room.title);
    await expect(row(ann, answer)).toContainText("감자밭 운영 계획.pdf");
    const cards = row(ann, seq).getByRole("link");
    await expect(cards).toHaveCount(3);
    await expect(cards.nth(0)).toHaveAccessibleName(/^Open 감자밭 운영 계획\.pdf PDF · \d+ bytes$/);
    await expect(cards.nth(0)).toHaveAttribute("target", "_blank");
    for (const [nth, { name }] of [html, long].entries()) {
      const saved = ann.page.waitForEvent("download");
      await cards.nth(nth + 1).click();
      expect((await saved).suggestedFilename()).toBe(name);
    }
    expect(await ann.page.title()).not.toBe("ran");
    // Its end is in view, however long it is.
    const end = cards.nth(2).locator("bdi span").last();
    await expect(end).toHaveText(/\.hwpx$/);
    const [card, part] = [(await cards.nth(2).boundingBox())!, (await end.boundingBox())!];
    expect(part.x + part.width).toBeLessThanOrEqual(card.x + card.width);
  },
);

test(
  "a message with files can be saved, copied where it has words, and edited to have none",
  across,
  async ({ people, server }) => {
    const { room, me } = await roomOf(server.url, "Deeds on files");
    const mine = await shareNew(me, room, [picture("mine.png"), pdf], "with words");
    const bare = await shareNew(me, room, [picture("bare.png")]);
    const [ann] = await people(1);
    await ann.opens(room.title);
    await row(ann, bare).click({ button: "right", position: { x: 2, y: 2 } });
    await expect(ann.page.getByRole("menuitem", { name: "Reply" })).toBeVisible();
    await expect(ann.page.getByRole("menuitem", { name: "Copy" })).toHaveCount(0);
    await expect(ann.page.getByRole("menuitem", { name: "Select text" })).toHaveCount(0);
    const saved = ann.page.waitForEvent("download");
    await ann.page.getByRole("menuitem", { name: "Save", exact: true }).click();
    expect((await saved).suggestedFilename()).toBe("bare.png");

    await row(ann, mine).click({ button: "right", position: { x: 2, y: 2 } });
    await expect(ann.page.getByRole("menuitem", { name: "Copy" })).toBeVisible();
    await expect(ann.page.getByRole("menuitem", { name: "Save 2 files" })).toBeVisible();
    await ann.page.getByRole("menuitem", { name: "Edit" }).click();
    const field = ann.page.getByRole("textbox", { name: "Edit message" });
    await field.fill("");
    await field.press("Enter");
    await expect(row(ann, mine)).not.toContainText("with words");
    await expect(row(ann, mine).locator(".photo")).toHaveCount(1);
    await ann.page.reload();
    await expect(row(ann, mine)).toHaveAccessibleName(/^Me, 2 files, /);
  },
);

test("messages that are files alone are copied and printed as what they are", async ({ people, server }) => {
  const { room, bob } = await roomOf(server.url, "Copied files");
  await say(bob, room, ["before it"]);
  await shareNew(bob, room, [picture("a.png"), picture("b.png")]);
  await shareNew(bob, room, [pdf], "and its plan");
  const [ann] = await people(1);
  await ann.opens(room.title);
  const plain = await ann.log.evaluate((log) => {
    const bubbles = [...log.querySelectorAll(".bubble")];
    getSelection()!.setBaseAndExtent(bubbles[0]!, 0, bubbles.at(-1)!, 1);
    const clipboardData = new DataTransfer();
    bubbles[0]!.dispatchEvent(new ClipboardEvent("copy", { clipboardData, bubbles: true, cancelable: true }));
    return clipboardData.getData("text/plain");
  });
  expect(plain.split("\n").map((line) => line.replaceAll(/^\[.*\] /g, ""))).toEqual([
    "before it",
    "2 photos",
    "and its plan",
  ]);
  await ann.page.emulateMedia({ media: "print" });
  await expect(ann.page.locator(".printout")).toContainText("2 photos");
});

test(
  "the room's info has its pictures and files by month, as they come and go",
  across,
  async ({ people, server }) => {
    const { room, bob, me } = await roomOf(server.url, "Shared by month");
    const ids: string[] = [];
    for (let n = 0; n < 5; n++) ids.push((await upload(bob, picture(`${n}.png`, 80, 60, n))).id);
    for (let n = 0; n < 60; n++) await share(bob, room, [ids[n % 5]!]);
    const noted = await shareNew(bob, room, [pdf]);
    const [ann] = await people(1);
    await ann.opens(room.title);
    await ann.looksIntoRoom();
    await expect(ann.info.locator(".photo")).toHaveCount(4);
    await ann.info.getByRole("button", { name: "Photos and videos" }).click();
    const month = new Intl.DateTimeFormat("en-GB", { month: "long", year: "numeric" }).format(Date.now());
    await expect(shared(ann).getByRole("heading", { level: 3 })).toHaveText([month]);
    const list = shared(ann).locator(".shared");
    // The oldest is on the second page.
    await expect(async () => {
      await list.evaluate((one) => one.scrollTo(0, one.scrollHeight));
      await expect(shared(ann).locator(".shared-row").last().locator(".photo")).toHaveCount(3, {
        timeout: 500,
      });
      expect(await list.evaluate((one) => one.scrollHeight)).toBeGreaterThan(20 * 100);
    }).toPass();
    await shared(ann).locator(".photo").last().getByRole("button").click();
    const viewer = ann.page.getByRole("dialog", { name: "Photos and videos of this chat" });
    await expect(viewer.getByRole("img")).toHaveAttribute("alt", "0.png");
    await ann.page.keyboard.press("ArrowRight");
    await expect(viewer.getByRole("img")).toHaveAttribute("alt", "1.png");
    await ann.page.keyboard.press("Escape");
    await expect(shared(ann)).toBeVisible();

    await list.evaluate((one) => one.scrollTo(0, 0));
    const last = await shareNew(me, room, [picture("newest.png")]);
    await expect(shared(ann).getByRole("img").first()).toHaveAttribute("alt", "newest.png");
    for (const place of [shared(ann), ann.page.locator(".shared-card")])
      await isDrawn(place.locator("img[alt='newest.png']"));
    await by(me, "DELETE", `/api/rooms/${room.id}/messages/${last}`);
    await expect(shared(ann).getByRole("img").first()).toHaveAttribute("alt", "4.png");

    await shared(ann).getByRole("button", { name: "Files", exact: true }).click();
    await expect(shared(ann).getByRole("link", { name: /감자밭/ })).toHaveCount(1);
    await expect(shared(ann).getByRole("img")).toHaveCount(0);
    await shared(ann).getByRole("button", { name: "Hash Brown" }).click();
    await expect(shared(ann)).toHaveCount(0);
    await expect(row(ann, noted)).toBeInViewport();
  },
);

test("a room with 2,000 pictures scrolls both ways, and nothing moves by itself", async ({
  people,
  server,
}) => {
  test.setTimeout(300_000);
  const { room, bob, me } = await roomOf(server.url, "Two thousand pictures");
  const ids: string[] = [];
  for (let n = 0; n < 20; n++)
    ids.push((await upload(bob, picture(`${n}.png`, 100 + ((n * 37) % 300), 80 + ((n * 91) % 300), n))).id);
  ids.push((await upload(bob, movingGif)).id);
  const send = (n: number): Promise<number> => {
    const count = n % 17 === 0 ? 2 + (n % 5) : 1;
    const own = Array.from({ length: count }, (_, k) => ids[(n + k) % ids.length]!);
    return share(bob, room, own, n % 11 === 0 ? `no. ${n} ${"potato ".repeat(n % 7)}`.trim() : "");
  };
  let last = 0;
  for (let n = 0; n < 2000; n += 20)
    last = Math.max(...(await Promise.all(Array.from({ length: 20 }, (_, k) => send(n + k)))));
  await read(me, room, last);
  const [ann] = await people(1);
  await ann.opens(room.title);
  await expect(row(ann, last)).toBeInViewport();
  await standsStill(ann);
  const up = await scrolls(ann, -420, 1);
  expect(up.keys).toEqual(Array.from({ length: last }, (_, n) => n + 1));
  expect(up).toMatchObject({ isInOrder: true, jumps: [] });
  const memory = async () => {
    const session = await ann.page.context().newCDPSession(ann.page);
    await session.send("HeapProfiler.collectGarbage");
    const { usedSize } = await session.send("Runtime.getHeapUsage");
    await session.detach();
    return usedSize;
  };
  const before = await memory();
  const down = await scrolls(ann, 420, last);
  expect(down).toMatchObject({ isInOrder: true, jumps: [] });
  expect(Math.max(up.mostNodes, down.mostNodes)).toBeLessThanOrEqual(300);
  const after = await memory();
  expect(after / before).toBeLessThan(1.2);

  // The same in the list by month, down to the oldest and back.
  await ann.looksIntoRoom();
  await ann.info.getByRole("button", { name: "Photos and videos" }).click();
  await expect(shared(ann).locator(".photo").first()).toBeVisible();
  for (const step of [400, -400]) {
    const walk = await walks(shared(ann).locator(".shared"), step);
    expect(walk.jumps).toEqual([]);
    expect(walk.mostNodes).toBeLessThanOrEqual(300);
    expect(walk.steps).toBeGreaterThan(150);
  }
});

/** Scrolls a list to its end, a step at a time: how often a picture was elsewhere than a step further, by more than 1 px. */
const walks = (list: Locator, dy: number) =>
  list.evaluate(async (one, step) => {
    const frames = async (count: number) => {
      for (let n = 0; n < count; n++) await new Promise(requestAnimationFrame);
    };
    const jumps: string[] = [];
    let [mostNodes, steps] = [0, 0];
    for (let patience = 60; patience > 0;) {
      const middle = one.getBoundingClientRect().top + one.clientHeight / 2;
      const pictures = [...one.querySelectorAll(".photo")];
      const held = pictures.find((each) => each.getBoundingClientRect().top > middle) ?? pictures.at(-1)!;
      const [before, from] = [held.getBoundingClientRect().top, one.scrollTop];
      one.scrollBy(0, step);
      const expected = one.scrollTop - from;
      await frames(2);
      mostNodes = Math.max(mostNodes, one.querySelectorAll("*").length);
      const off = held.isConnected ? held.getBoundingClientRect().top - before + expected : 0;
      if (Math.abs(off) > 1) jumps.push(`${off} px at step ${steps}`);
      // The next page may be on its way.
      if (expected === 0) patience--;
      else [patience, steps] = [60, steps + 1];
    }
    return { jumps, mostNodes, steps };
  }, dy);
