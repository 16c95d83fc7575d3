import { expect } from "playwright/test";

import { Desk, photo, randomFile, sha256Of, textFile } from "./files/paper";
import {
  bytesOf,
  chooses,
  chosen,
  chosenFiles,
  draftRow,
  gives,
  hasMessages,
  messagesIn,
  progress,
  sends,
  mayBeCut,
} from "./files/sending";
import { across, test } from "./people";
import { account, two } from "./rest";
import { comesBackBy } from "./trouble/home";

const MB = 1_000_000;

test(
  "chosen files are shown, one is left out again, the others go with the text",
  across,
  async ({ people, server }) => {
    const { ann, bob, room } = await two(people, server.url, "Photo album");
    await chooses(ann, [photo("sunset.png"), textFile("notes.txt", "감자"), textFile("draft.txt", "no")]);
    await expect(chosenFiles(ann)).toHaveCount(3);
    await expect(chosenFiles(ann).first().getByRole("img", { includeHidden: true })).toBeVisible();
    await expect(chosenFiles(ann).nth(1)).toContainText("notes.txt");
    await expect(chosenFiles(ann).nth(1)).toContainText("6 bytes");
    await ann.page.getByRole("button", { name: "Remove draft.txt" }).click();
    await expect(chosenFiles(ann)).toHaveCount(2);
    await ann.field.fill("by the sea");
    await sends(ann);
    await expect(chosen(ann)).toHaveCount(0);

    const me = await account(server.url, "test1");
    const other = await account(server.url, "test2");
    const [message] = await hasMessages(other, room, 1);
    expect(message!.text).toBe("by the sea");
    expect(message!.attachments.map(({ name, mediaType }) => [name, mediaType])).toEqual([
      ["sunset.png", "image/png"],
      ["notes.txt", expect.any(String)],
    ]);
    expect(String(await bytesOf(other, message!.attachments[1]!.id))).toBe("감자");
    expect(await messagesIn(me, room)).toHaveLength(1);
    for (const { log } of [ann, bob])
      await expect(log.getByRole("button", { name: "sunset.png" })).toBeVisible();
    await expect(draftRow(ann)).toHaveCount(0);
  },
);

test("files alone are a message; they are pasted, and dropped anywhere in the room", async ({
  people,
  server,
}) => {
  const { ann, room } = await two(people, server.url, "Whiteboard");
  await gives(ann.field, "paste", [photo("pasted.png")]);
  await expect(chosenFiles(ann)).toHaveCount(1);
  await gives(ann.log, "dragover", [textFile("dropped.txt", "here")]);
  await expect(ann.page.getByText("Drop files here to send them")).toBeVisible();
  await gives(ann.log, "drop", [textFile("dropped.txt", "here")]);
  await expect(ann.page.getByText("Drop files here to send them")).toBeHidden();
  await expect(chosenFiles(ann)).toHaveCount(2);
  await sends(ann);
  const [message] = await hasMessages(await account(server.url, "test2"), room, 1);
  expect(message!.text).toBe("");
  expect(message!.attachments.map(({ name }) => name)).toEqual(["pasted.png", "dropped.txt"]);
});

test("at most ten go into a message; one that is too large, and a picture that stays a file, are named", async ({
  people,
  server,
}) => {
  const { ann } = await two(people, server.url, "Moving boxes");
  const desk = await Desk.clear();
  await chooses(ann, await desk.empty("whole flat.mov", 105 * MB));
  await expect(ann.page.getByRole("alert").filter({ hasText: "whole flat.mov" })).toContainText(
    "wasn't added",
  );
  await expect(chosenFiles(ann)).toHaveCount(0);
  await chooses(
    ann,
    Array.from({ length: 11 }, (_, n) => textFile(`box ${n}.txt`, `${n}`)),
  );
  await expect(chosenFiles(ann)).toHaveCount(10);
  await expect(ann.page.getByRole("alert").filter({ hasText: "up to 10 files" })).toBeVisible();
  await ann.page.getByRole("button", { name: "Remove box 3.txt" }).click();
  await expect(ann.page.getByRole("button", { name: "Remove box 4.txt" })).toBeFocused();
  await chooses(ann, { name: "IMG_1.HEIC", mimeType: "", buffer: Buffer.from("heic") });
  await expect(ann.page.getByText("“IMG_1.HEIC” will be sent as it is")).toBeVisible();
  await expect(ann.page.getByRole("alert").filter({ hasText: "up to 10 files" })).toBeHidden();
  await desk.burn();
});

test("chosen files wait in their room, like a text that was not sent", async ({ people, server }) => {
  const { ann, room } = await two(people, server.url, "Waiting bench");
  await chooses(ann, textFile("later.txt", "later"));
  await expect(chosenFiles(ann)).toHaveCount(1);
  await ann.opens("Potato lovers");
  await expect(chosenFiles(ann)).toHaveCount(0);
  await ann.opens(room.title);
  await expect(chosenFiles(ann)).toHaveCount(1);
});

test(
  "offline, a message with a file waits; online again it is sent, and what was typed after it comes after it",
  across,
  async ({ people, server, line }) => {
    const { ann, room } = await two(people, server.url, "Photos of a tunnel");
    await ann.comesBy(line);
    await ann.opens(room.title);
    await chooses(ann, randomFile("tunnel.bin", 3 * MB));
    await line.cut();
    await sends(ann);
    await expect(draftRow(ann)).toContainText("Goes on once you're back online");
    await expect(draftRow(ann)).not.toContainText("Keep this page open");
    await ann.types("did you get it?");
    await line.mend();
    const messages = await hasMessages(await account(server.url, "test2"), room, 2);
    expect(messages.map(({ text, attachments }) => [text, attachments.length])).toEqual([
      ["", 1],
      ["did you get it?", 0],
    ]);
    await expect(draftRow(ann)).toHaveCount(0);
  },
);

test("an upload shows how far it is, can be held and continued, and holds up its own room only", async ({
  people,
  server,
  line,
}) => {
  const { ann, room } = await two(people, server.url, "Slow boat");
  const other = await account(server.url, "test2");
  await ann.comesBy(line);
  await ann.opens(room.title);
  line.slows(400_000);
  const file = randomFile("cargo.bin", 4 * MB);
  await chooses(ann, file);
  await sends(ann);
  await expect(progress(ann)).toHaveAccessibleName("Sending cargo.bin");
  await expect
    .poll(() => progress(ann).evaluate((bar: HTMLProgressElement) => bar.value))
    .toBeGreaterThan(500_000);
  await ann.types("slowly");
  await draftRow(ann).getByRole("button", { name: "Pause" }).click();
  await expect(draftRow(ann)).toContainText("Paused");
  // What its author holds is overtaken.
  await hasMessages(other, room, 1);
  const before = line.sent;
  line.slows(Infinity);
  await draftRow(ann).getByRole("button", { name: "Continue" }).click();
  const [, message] = await hasMessages(other, room, 2);
  expect(sha256Of(await bytesOf(other, message!.attachments[0]!.id))).toBe(sha256Of(file.buffer));
  // From where it was.
  expect(line.sent - before).toBeLessThan(3.7 * MB);
});

test("a cancelled upload is gone here and at the server", async ({ people, server, line }) => {
  const { ann, room } = await two(people, server.url, "Second thoughts");
  await ann.comesBy(line);
  await ann.opens(room.title);
  line.slows(400_000);
  await chooses(ann, randomFile("regret.bin", 4 * MB));
  await sends(ann);
  await expect.poll(() => progress(ann).evaluate((bar: HTMLProgressElement) => bar.value)).toBeGreaterThan(0);
  const ending = ann.page.waitForResponse((answer) => answer.request().method() === "DELETE");
  await draftRow(ann).getByRole("button", { name: "Cancel" }).click();
  expect((await ending).status()).toBe(204);
  await expect(draftRow(ann)).toHaveCount(0);
  line.slows(Infinity);
  await ann.says("never mind");
  const other = await account(server.url, "test2");
  await expect.poll(async () => (await messagesIn(other, room)).length).toBe(1);
});

test("a message with a file is sent even if the browser stores nothing", async ({ people, server, line }) => {
  const { ann, room } = await two(people, server.url, "Keeps no files");
  await ann.page.addInitScript(() => {
    IDBFactory.prototype.open = () => {
      throw new DOMException("The user denied permission to access the database.", "SecurityError");
    };
  });
  await ann.comesBy(line);
  await ann.opens(room.title);
  await chooses(ann, textFile("note.txt", "kept by nobody"));
  await line.cut();
  await sends(ann);
  await expect(draftRow(ann)).toContainText("Keep this page open until it's sent");
  await line.mend();
  const [message] = await hasMessages(await account(server.url, "test2"), room, 1);
  expect(message!.attachments.map(({ name }) => name)).toEqual(["note.txt"]);
});

test(
  "50 MB over a line cut every 3 s, then the browser killed: it arrives once, for at most 110 % of its bytes",
  across,
  async ({ people, server, line, home }) => {
    test.setTimeout(180_000);
    const size = 50 * MB;
    const { room } = await two(people, server.url, "Long haul");
    const other = await account(server.url, "test2");
    const desk = await Desk.clear();
    const { path, sha256 } = await desk.random("film.bin", size);
    const ann = await home.start("test1");
    await ann.comesBy(line);
    await ann.opens(room.title);
    await chooses(ann, path);
    const before = line.sent;
    line.slows(4 * MB);
    const end = line.dropsEvery(3000);
    await sends(ann);
    await expect.poll(() => line.sent - before, { timeout: 60_000 }).toBeGreaterThan(size / 2);
    await home.kill();
    mayBeCut(ann);
    const annAgain = await home.start("test1");
    await comesBackBy(line, annAgain);
    const [message] = await hasMessages(other, room, 1);
    end();
    mayBeCut(annAgain);
    line.slows(Infinity);
    expect(line.sent - before).toBeLessThanOrEqual(size * 1.1);
    expect(message!.attachments).toMatchObject([{ name: "film.bin", size }]);
    expect(sha256Of(await bytesOf(other, message!.attachments[0]!.id))).toBe(sha256);
    await desk.burn();
  },
);
