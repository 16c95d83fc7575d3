import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";

import { ferretdb, type Mongo, startLight, startMongo } from "../../../e2e/machines/mongo";
import { missing } from "../../../e2e/machines/programs/missing";
import type { History } from "../history";
import * as mongo from "../mongo";
import * as sqlite from "../sqlite";
import type { Upload } from "./uploads";

// One suite for what every store of history knows of uploads.

const noMongo = await missing([ferretdb]);
if (noMongo) console.error(`Skipped: ${noMongo}`);

describe("uploads in SQLite", () => contract((dir) => sqlite.open(dir)));

const servers = [
  ["MongoDB", () => startMongo(), noMongo !== undefined],
  ["what stands in for MongoDB", () => startLight(), false],
] as const;
for (const [name, start, isMissing] of servers)
  describe.skipIf(isMissing)(`uploads in ${name}`, () => {
    let server: Mongo;
    beforeAll(async () => void (server = await start()), 120_000);
    contract((dir) => {
      const own = new URL(server.url);
      own.pathname = `/${basename(dir)}`;
      return mongo.open(own.href);
    });
    afterAll(() => server.close());
  });

function contract(open: (dir: string) => History | Promise<History>): void {
  const dir = mkdtempSync(join(tmpdir(), "potato-uploads-"));
  let history: History;
  beforeAll(async () => void (history = await open(dir)));
  afterAll(async () => {
    await history.close();
    rmSync(dir, { recursive: true });
  });

  let count = 0;
  const upload = (ownerId: string, more: Partial<Upload> = {}): Upload => ({
    id: `file-${++count}`,
    name: "감자 🥔.png",
    mediaType: "image/png",
    size: 10,
    width: 3,
    height: 2,
    hasThumbnail: true,
    ownerId,
    at: 1000 + count,
    sha256: "00".repeat(32),
    ...more,
  });
  const added = async (...args: Parameters<typeof upload>): Promise<Upload> => {
    const one = upload(...args);
    await history.uploads.add(one);
    return one;
  };

  test("what was added is found as it was, in the order asked; the first under an id stays", async () => {
    const [first, second] = [await added("ann"), await added("bob", { blurhash: "L6Pj0^jE.AyE" })];
    await history.uploads.add({ ...first, name: "another", ownerId: "eve" });
    expect(await history.uploads.find([second.id, "none", first.id])).toEqual([second, first]);
    expect(await history.uploads.find([])).toEqual([]);
  });

  test("a user's bytes are those of all their uploads that are there", async () => {
    const [first] = [await added("cat", { size: 5 }), await added("cat", { size: 7 })];
    expect([await history.uploads.sizeOf("cat"), await history.uploads.sizeOf("nobody")]).toEqual([12, 0]);
    await history.uploads.remove(first.id);
    await history.uploads.remove(first.id);
    expect(await history.uploads.sizeOf("cat")).toBe(7);
    expect(await history.uploads.find([first.id])).toEqual([]);
  });

  test("an upload is spare until it is kept; the oldest come first", async () => {
    const all = [
      await added("dan", { at: 30 }),
      await added("dan", { at: 10 }),
      await added("dan", { at: 20 }),
    ];
    const spare = async (before: number, limit: number) =>
      (await history.uploads.spare(before, limit)).map(({ at }) => at);
    expect([await spare(30, 9), await spare(31, 2)]).toEqual([
      [10, 20],
      [10, 20],
    ]);
    await history.uploads.keep([all[1]!.id, "none"]);
    expect(await spare(31, 9)).toEqual([20, 30]);
    await history.uploads.release([all[1]!.id, "none"]);
    expect(await spare(31, 9)).toEqual([10, 20, 30]);
    await history.uploads.keep([all[1]!.id]);
    await history.uploads.remove(all[2]!.id);
    expect(await spare(31, 9)).toEqual([30]);
  });
}
