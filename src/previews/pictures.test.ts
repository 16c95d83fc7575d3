import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import * as disk from "../../db/files/disk";
import { files, useFiles } from "../../db/files/files";
import { GREEN, png } from "../testing/fixtures/pictures";
import { keep, open, sweep } from "./pictures";

const dir = mkdtempSync(join(tmpdir(), "potato-"));
beforeAll(() => useFiles(disk.open(dir)));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const DAY_MS = 24 * 60 * 60_000;

test("a picture is found for longer than a preview is kept, and then goes", async () => {
  const id = await keep(png(8, 8, () => GREEN));
  await files.put("avatars/other.webp", new Uint8Array(1));
  await sweep(Date.now() + DAY_MS);
  expect((await open(id)).size).toBeGreaterThan(0);
  await sweep(Date.now() + 3 * DAY_MS);
  expect(open(id)).rejects.toThrow("not-found");
  expect(await files.list("avatars")).toHaveLength(1);
});

test("of more than there is room for the newest stay", async () => {
  const quarter = new Uint8Array(64 * 1024);
  const names = [1, 2, 3, 4, 5].map((nth) => `previews/${String(nth).repeat(32)}.webp`);
  for (const name of names) await files.put(name, quarter);
  await sweep(Date.now(), 4 * quarter.length);
  expect((await files.list("previews")).map(({ name }) => name)).toEqual(names.slice(1));
});
