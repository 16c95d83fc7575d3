import { Database } from "bun:sqlite";
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import {
  appendFileSync,
  cpSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { gofakes3, startS3 } from "../../e2e/machines/files/s3";
import { ferretdb, startMongo } from "../../e2e/machines/mongo";
import { missing } from "../../e2e/machines/programs/missing";
import { green, put, putImage, stripes } from "../../src/testing/fixtures/pictures";
import { send, upload } from "../../src/testing/fixtures/sent";
import { guests, openHouse } from "../../src/testing/people/guests";
import { begin } from "../../src/testing/wire/uploads";
import * as s3 from "../files/s3";
import { move } from "../move";
import { moveFiles } from "../move/files";
import { verify } from "../verify";
import type { StorePlaces } from "./stores";

const noMachines = await missing([ferretdb, gofakes3]);
if (noMachines) console.error(`Skipped: ${noMachines}`);

// A store as a real server leaves it has no break. Then each kind of break of a file, made by hand, is the one that is found.

const scratch = mkdtempSync(join(tmpdir(), "potato-verify-"));
const kept = join(scratch, "kept");
let copies = 0;
const at = { ann: "", group: "", seq: 0, picture: "", words: "", spare: "", avatar: "", image: "" };

beforeAll(async () => {
  const { stop } = await openHouse({}, kept);
  const [ann, bob] = await guests(2);
  const group = await ann.group("감자", [bob]);
  const words = Buffer.from("감자전 레시피 ".repeat(10_000));
  const { seq, files } = await send(ann, group, green, words);
  const spare = await upload(bob, Buffer.from("not sent yet"));
  const gone = await send(bob, group, stripes);
  await bob.call("DELETE", `/api/rooms/${group.id}/messages/${gone.seq}`);
  // One that is not complete.
  await begin(bob, 10);
  Object.assign(at, { ann: ann.id, group: group.id, seq, spare: spare.id });
  Object.assign(at, { picture: files[0]!.id, words: files[1]!.id });
  at.avatar = (await put(ann, stripes)).user.avatarUrl.slice(1);
  at.image = (await putImage(ann, group, stripes)).room.imageUrl.slice(1);
  expect(await found({ dir: kept })).toEqual(["3 messages in 1 rooms, 3 files: 0 breaks"]);
  await stop();
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const found = (places: StorePlaces) => Array.fromAsync(verify(places));

test("a store that a real server has filled has no break, running and stopped", async () => {
  expect(await found({ dir: kept })).toEqual(["3 messages in 1 rooms, 3 files: 0 breaks"]);
});

type FileBreak = [what: string, act: (dir: string) => void, lines: () => string[]];
const inside = (dir: string, name: string) => join(dir, ...name.split("/"));
const change = (dir: string, sql: string) => {
  const file = new Database(join(dir, "history.sqlite"));
  file.run(sql);
  file.close();
};

const breaks: FileBreak[] = [
  ["a missing file", (dir) => rmSync(inside(dir, `files/${at.words}`)), () => [`files/${at.words}: missing`]],
  [
    "a missing thumbnail",
    (dir) => rmSync(inside(dir, `thumbnails/${at.picture}.webp`)),
    () => [`thumbnails/${at.picture}.webp: missing`],
  ],
  [
    "an orphaned file, and an orphaned thumbnail",
    (dir) => {
      writeFileSync(inside(dir, "files/orphan"), "x");
      writeFileSync(inside(dir, "thumbnails/orphan.webp"), "x");
    },
    () => ["files/orphan: nothing is known of it", "thumbnails/orphan.webp: nothing is known of it"],
  ],
  [
    "an altered file: one bit",
    (dir) => {
      const path = inside(dir, `files/${at.words}`);
      const bytes = readFileSync(path);
      bytes[70_000]! ^= 1;
      writeFileSync(path, bytes);
    },
    () => [`files/${at.words}: altered`],
  ],
  [
    "a file that is cut off",
    (dir) => truncateSync(inside(dir, `files/${at.words}`), 100),
    () => [`files/${at.words}: altered, it has 100 bytes, not 200000`],
  ],
  [
    "a file that has grown",
    (dir) => appendFileSync(inside(dir, `files/${at.words}`), "more"),
    () => [`files/${at.words}: altered, it has 200004 bytes, not 200000`],
  ],
  [
    "a file that nothing is known of, and that a message holds",
    (dir) => change(dir, `DELETE FROM uploads WHERE id = '${at.picture}'`),
    () => [
      `files/${at.picture}: nothing is known of it`,
      `thumbnails/${at.picture}.webp: nothing is known of it`,
      `room ${at.group} seq ${at.seq}: it holds file ${at.picture}, of which nothing is known`,
    ],
  ],
  [
    "missing pictures of a user and a room",
    (dir) => [at.avatar, at.image].forEach((name) => rmSync(inside(dir, name))),
    () => [
      `${at.avatar}: missing, the picture of user ${at.ann}`,
      `${at.image}: missing, the picture of room ${at.group}`,
    ],
  ],
];

test.each(breaks)("%s is found", async (_, breakIt, lines) => {
  const dir = join(scratch, `copy-${++copies}`);
  cpSync(kept, dir, { recursive: true });
  breakIt(dir);
  const [last, ...others] = (await found({ dir })).reverse();
  expect(others.toSorted()).toEqual(lines().toSorted());
  expect(last).toEndWith(`: ${lines().length} breaks`);
});

test("a file that no message holds may be on its way out", async () => {
  const dir = join(scratch, `copy-${++copies}`);
  cpSync(kept, dir, { recursive: true });
  rmSync(inside(dir, `files/${at.spare}`));
  expect(await found({ dir })).toEqual(["3 messages in 1 rooms, 3 files: 0 breaks"]);
});

describe.skipIf(!!noMachines)("in MongoDB and S3", () => {
  let parts: { url: string; close: () => Promise<void> }[];
  let places: StorePlaces;
  beforeAll(async () => {
    parts = await Promise.all([startMongo(), startS3()]);
    const [mongoUrl, s3Url] = parts.map(({ url }) => url) as [string, string];
    places = { dir: kept, mongoUrl, s3Url };
    await Array.fromAsync(move(kept, mongoUrl));
    await Array.fromAsync(moveFiles(kept, s3Url));
  }, 300_000);
  afterAll(() => Promise.all(parts.map((part) => part.close())));

  test("a missing, an orphaned and an altered file are found", async () => {
    expect(await found(places)).toEqual(["3 messages in 1 rooms, 3 files: 0 breaks"]);
    const store = s3.open(places.s3Url!);
    await store.remove(`files/${at.words}`);
    await store.put("files/orphan", new Uint8Array(3));
    const picture = await (await store.get(`files/${at.picture}`))!.bytes();
    picture[20]! ^= 1;
    await store.put(`files/${at.picture}`, picture);
    expect(await found(places)).toEqual([
      `files/${at.words}: missing`,
      "files/orphan: nothing is known of it",
      `files/${at.picture}: altered`,
      "3 messages in 1 rooms, 3 files: 3 breaks",
    ]);
  }, 60_000);
});
