import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { gofakes3, startS3 } from "../e2e/machines/files/s3";
import { ferretdb, type Mongo, startMongo } from "../e2e/machines/mongo";
import { missing } from "../e2e/machines/programs/missing";
import * as disk from "./files/disk";
import type { Files } from "./files/files";
import * as s3 from "./files/s3";
import type { History, MessageChange, NewMessage, Upload } from "./history/history";
import { lock } from "./history/lock";
import * as mongo from "./history/mongo";
import * as sqlite from "./history/sqlite";
import { move } from "./move";
import { moveFiles } from "./move/files";

const noMongo = await missing([ferretdb]);
const noS3 = await missing([gofakes3]);
if (noS3) console.error(`Skipped: ${noS3}`);
if (noMongo) console.error(`Skipped: ${noMongo}`);

const scratch = mkdtempSync(join(tmpdir(), "potato-move-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));
let folders = 0;
const folder = () => join(scratch, `${++folders}`);

const ROOMS = ["one", "other", "third"];
const PEOPLE = ["ann", "bob", "cat"];
const HERE = 36;

/** Three rooms of twelve messages, with all that a message can carry; some is read, some marked. */
async function fill(dir: string): Promise<void> {
  const store = sqlite.open(dir);
  for (let nth = 0; nth < HERE; nth++) await store.append([entry(nth)]);
  await store.moveCursors([{ userId: "cat", roomId: "one", seq: 5 }]);
  await store.mark("bob", "other", true);
  await store.change(ROOMS.flatMap(changesIn));
  for (const nth of [0, 6, 7]) await store.uploads.add(uploadOf(nth));
  await store.uploads.keep(["file-0", "file-6"]);
  store.close();
}

const fileOf = (nth: number) => ({
  id: `file-${nth}`,
  name: "감자.png",
  mediaType: "image/png",
  size: nth,
  hasThumbnail: true,
});
const uploadOf = (nth: number): Upload => ({
  ...fileOf(nth),
  ownerId: PEOPLE[nth % 2]!,
  at: 1_700_000_000_000 + nth,
  sha256: String(nth % 10).repeat(64),
});

// Five of each room, in four of its messages.
const changesIn = (roomId: string): MessageChange[] => [
  { roomId, seq: 4, to: () => ({ text: "고침", mentions: ["ann"], editedAt: 5 }) },
  { roomId, seq: 9, to: () => ({ text: "", mentions: [], deletedAt: 9 }) },
  { roomId, seq: 4, to: () => ({ reactions: [{ emoji: "🥔", userIds: ["ann", "cat"] }] }) },
  { roomId, seq: 2, to: () => ({ pin: { byId: "ann", at: 7 } }) },
  { roomId, seq: 12, to: () => ({ reactions: [{ emoji: "👍", userIds: ["bob"] }] }) },
];

const entry = (nth: number): NewMessage => ({
  roomId: ROOMS[nth % 3]!,
  authorId: PEOPLE[nth % 2]!,
  clientId: `client-${nth}`,
  kind: nth % 7 === 6 ? "system" : "text",
  text: nth % 7 === 6 ? "" : `감자 ${nth} "$x"`,
  event: nth % 7 === 6 ? { kind: "renamed", byId: "ann", userIds: ["bob"], title: "감자" } : null,
  replySeq: nth > 10 ? 2 : null,
  mentions: nth % 4 === 0 ? ["bob", "cat"] : [],
  hiddenFrom: nth % 5 === 0 && nth % 7 !== 6 ? "cat" : null,
  attachments: nth % 6 === 0 ? [fileOf(nth)] : [],
  forwardedFrom: nth % 3 === 1 ? "elsewhere" : null,
  at: 1_700_000_000_000 + nth,
});

/** All that can be asked of it. */
async function contents(store: History): Promise<unknown> {
  const ranges = ROOMS.map((roomId) => ({ roomId, joinedSeq: 0, floor: 0 }));
  const answers = await Promise.all([
    ...ROOMS.map((roomId) => store.page(roomId, { limit: 100 })),
    ...ROOMS.map((roomId) => store.changes(roomId, { after: 0, limit: 100 })),
    ...ROOMS.map((roomId) => store.pinned(roomId)),
    ...ROOMS.map((roomId) => store.cursors(roomId)),
    ...PEOPLE.map((userId) => store.readStates(userId, ranges)),
    store.uploads.find(["file-0", "file-6", "file-7"]),
    store.uploads.spare(Date.now(), 10),
    ...PEOPLE.map((userId) => store.uploads.sizeOf(userId)),
    ...[0, 6, 12].map((nth) => store.holders(`file-${nth}`)),
  ]);
  await store.close();
  return answers;
}

const lines = (from: string, to: string) => Array.fromAsync(move(from, to));

const whyNot = (from: string, to: string) => lines(from, to).then(String, ({ message }: Error) => message);

test("from folder to folder all is as it was, and what it came from too", async () => {
  const [from, to] = [folder(), folder()];
  await fill(from);
  expect((await lines(from, to)).at(-1)).toBe("36 messages in 3 rooms, 7 cursors and 3 uploads are moved");
  expect(await contents(sqlite.open(to))).toEqual(await contents(sqlite.open(from)));
});

test("one that was broken off goes on; one that is done changes nothing", async () => {
  const [from, to] = [folder(), folder()];
  await fill(from);
  const begun = move(from, to);
  expect((await begun.next()).value).toBe("12 of 36 messages");
  await begun.return(undefined);
  expect((await lines(from, to))[0]).toBe("12 of 36 messages are there already");
  expect(await lines(from, to)).toEqual([
    "36 of 36 messages are there already",
    "36 messages in 3 rooms, 7 cursors and 3 uploads are moved",
  ]);
  expect(await contents(sqlite.open(to))).toEqual(await contents(sqlite.open(from)));
});

test("where something else is nothing is written: another text, or more than there is here", async () => {
  const [from, to] = [folder(), folder()];
  await fill(from);
  await fill(to);
  const store = sqlite.open(to);
  await store.append([{ ...entry(0), clientId: "one-more" }]);
  const before = await contents(store);
  const why = "Where this should go there is something else: room one seq 13.";
  expect(await whyNot(from, to)).toContain(why);
  expect(await contents(sqlite.open(to))).toEqual(before);
  const other = folder();
  const fresh = sqlite.open(other);
  await fresh.append([{ ...entry(0), text: "고구마" }]);
  fresh.close();
  expect(await whyNot(from, other)).toContain("something else: room one seq 1.");
});

test("beside a running server it does not begin, and to itself there is no way", async () => {
  const [from, to] = [folder(), folder()];
  await fill(from);
  const letGo = lock(from);
  expect(await whyNot(from, to)).toContain("another server is running");
  letGo();
  expect(await whyNot(from, from)).toContain("It is there already.");
});

describe.skipIf(noMongo !== undefined)("MongoDB", () => {
  let server: Mongo;
  beforeAll(async () => void (server = await startMongo()), 120_000);
  afterAll(() => server.close());

  test("there and back again all is as it was, and each room goes on behind its last message", async () => {
    const [from, back] = [folder(), folder()];
    await fill(from);
    const begun = move(from, server.url);
    await begun.next();
    await begun.return(undefined);
    expect((await lines(from, server.url)).at(-1)).toBe(
      "36 messages in 3 rooms, 7 cursors and 3 uploads are moved",
    );
    const expected = await contents(sqlite.open(from));
    expect(await contents(await mongo.open(server.url))).toEqual(expected);
    expect((await lines(server.url, back)).at(-1)).toBe(
      "36 messages in 3 rooms, 7 cursors and 3 uploads are moved",
    );
    expect(await contents(sqlite.open(back))).toEqual(expected);
    const store = await mongo.open(server.url);
    expect(await store.append([{ ...entry(0), clientId: "one-more" }])).toMatchObject([
      { message: { seq: 13 } },
    ]);
    expect(await store.change([{ ...changesIn("one")[1]!, seq: 13 }])).toMatchObject([
      { message: { rev: 6 } },
    ]);
    await store.close();
    expect(await whyNot(from, server.url)).toContain("something else: room one seq 13.");
  });

  test("the command says how far it is, and ends with 2 where it cannot", async () => {
    const [from, to] = [folder(), folder()];
    await fill(from);
    const env = { ...process.env, DATA_DIR: from };
    const run = (...words: string[]) =>
      Bun.spawnSync(["bun", join(import.meta.dir, "move.ts"), ...words], { env, stderr: "pipe" });
    const { exitCode, stdout } = run("--to", to);
    expect([exitCode, stdout.toString().trim().split("\n").at(-1)]).toEqual([
      0,
      "36 messages in 3 rooms, 7 cursors and 3 uploads are moved",
    ]);
    expect(run("--to", from)).toMatchObject({ exitCode: 2 });
    expect(run().stderr.toString()).toStartWith("bun run move -- --to");
    const nobody = run("--to", "mongodb://127.0.0.1:1/potato");
    expect([nobody.exitCode, nobody.stderr.toString()]).toEqual([2, expect.stringContaining("ECONNREFUSED")]);
  });
});

describe("files", () => {
  const content = (name: string) => Buffer.from(`what is in ${name} `.repeat(5000));
  const names = ["avatars/a.webp", "files/one", "files/two", "thumbnails/one.webp", "uploads/ann/b/part-0-1"];
  const fillFiles = async (dir: string) => {
    for (const name of names) await disk.open(dir).put(name, content(name));
    await disk.open(dir).put("files/empty", new Uint8Array());
    await disk.open(dir).put("elsewhere/mine", content("mine"));
  };
  const moved = (from: string, to: string) => Array.fromAsync(moveFiles(from, to));
  const bytes = names.reduce((sum, name) => sum + content(name).length, 0);
  const done = `6 files with ${bytes} bytes are moved`;
  const isWhole = async (store: Files) => {
    for (const name of names) expect(await (await store.get(name))?.text()).toBe(content(name).toString());
    expect((await store.get("files/empty"))?.size).toBe(0);
    expect(await store.get("elsewhere/mine")).toBeNull();
  };

  test("go from folder to folder, also after they were broken off; and nothing over what is there", async () => {
    const [from, to] = [folder(), folder()];
    await fillFiles(from);
    await disk.open(to).put(names[1]!, content(names[1]!));
    expect(await moved(from, to)).toEqual(["1 of 6 files are there already", "6 of 6 files", done]);
    await isWhole(disk.open(to));
    expect(await moved(from, to)).toEqual(["6 of 6 files are there already", done]);
    await disk.open(to).put("files/another", content("x"));
    const why = await moved(from, to).then(String, ({ message }: Error) => message);
    expect(why).toBe("Where the files should go there is something else: files/another.");
    const unlock = lock(from);
    expect(await moved(from, folder()).then(String, ({ message }: Error) => message)).toContain("running");
    unlock();
  });

  test.skipIf(!!noS3)(
    "go from a folder to S3 and back",
    async () => {
      const store = await startS3();
      const [from, back] = [folder(), folder()];
      await fillFiles(from);
      expect((await moved(from, store.url)).at(-1)).toBe(done);
      await isWhole(s3.open(store.url));
      expect((await moved(store.url, back)).at(-1)).toBe(done);
      await isWhole(disk.open(back));
      await store.close();
    },
    60_000,
  );
});
