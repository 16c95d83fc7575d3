import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { gofakes3, startS3 } from "../../e2e/machines/files/s3";
import type { Part } from "../../e2e/machines/part";
import { missing } from "../../e2e/machines/programs/missing";
import { log } from "../../src/log";
import * as disk from "./disk";
import type { Files } from "./files";
import * as s3 from "./s3";

// One suite for every store of files; then what a store that lies elsewhere can do besides.

const noS3 = await missing([gofakes3]);
if (noS3) console.error(`Skipped: ${noS3}`);

const dir = mkdtempSync(join(tmpdir(), "potato-files-"));
let store: Part;
beforeAll(async () => {
  log.level = "silent";
  if (!noS3) store = await startS3();
}, 300_000);
afterAll(async () => {
  await store?.close();
  rmSync(dir, { recursive: true });
});

async function* comes(parts: (Uint8Array | Error)[]): AsyncGenerator<Uint8Array> {
  for (const part of parts) {
    await Bun.sleep(0);
    if (part instanceof Error) throw part;
    yield part;
  }
}

class Cut extends Error {}
const thrownBy = (work: Promise<unknown>): Promise<unknown> => work.catch((error: unknown) => error);

let names = 0;
const aName = () => `avatars/${++names}.webp`;
const bytesOf = async (file: Blob | null) => file && new Uint8Array(await file.arrayBuffer());
const random = (length: number) => crypto.getRandomValues(new Uint8Array(length));
/** How it was refused. */
const refusal = (asked: Promise<unknown>) =>
  asked.then(
    () => "done",
    ({ code }) => code,
  );

contract("the disk", () => disk.open(dir));
if (!noS3) contract("S3", () => s3.open(store.url));

function contract(name: string, open: () => Files): void {
  describe(name, () => {
    test("gives back what it was given, byte by byte, also to whoever opens it anew", async () => {
      const [file, content] = [aName(), random(60_000)];
      await open().put(file, content);
      expect(await bytesOf(await open().get(file))).toEqual(content);
    });

    test("keeps a part of a buffer apart from the rest of it, and nothing at all", async () => {
      const files = open();
      const [part, nothing, whole] = [aName(), aName(), random(100)];
      await files.put(part, whole.subarray(10, 20));
      await files.put(nothing, new Uint8Array());
      expect(await bytesOf(await files.get(part))).toEqual(whole.slice(10, 20));
      expect(await bytesOf(await files.get(nothing))).toEqual(new Uint8Array());
    });

    test("has no file of a name that was never given, and none that is removed; that may be said twice", async () => {
      const files = open();
      const [file, other] = [aName(), aName()];
      expect(await files.get(file)).toBeNull();
      await files.remove(file);
      await files.put(file, random(5));
      await files.put(other, random(6));
      await files.remove(file);
      await files.remove(file);
      expect([await files.get(file), (await files.get(other))?.size]).toEqual([null, 6]);
    });

    test("writes and reads what comes in parts, without ever holding all of it", async () => {
      const files = open();
      const [file, parts] = [aName(), Array.from({ length: 40 }, () => random(300_000))];
      const size = parts.length * 300_000;
      const whole = Buffer.concat(parts);
      await files.write(file, comes(parts), size);
      const read = async (from: number, to: number) =>
        new Uint8Array(await new Response(await files.read(file, { from, to })).arrayBuffer());
      expect(Buffer.compare(await read(0, size), whole)).toBe(0);
      for (const [from, to] of [
        [0, 1],
        [299_999, 300_001],
        [size - 5, size],
      ] as const)
        expect(await read(from, to)).toEqual(new Uint8Array(whole.subarray(from, to)));
      expect((await files.get(file))?.size).toBe(size);
      expect(await files.read(aName(), { from: 0, to: 1 })).toBeNull();
      const nothing = aName();
      await files.write(nothing, comes([]), 0);
      expect(await new Response(await files.read(nothing, { from: 0, to: 0 })).text()).toBe("");
    });

    test("of what is cut, or has another size than announced, nothing is there", async () => {
      const files = open();
      const folder = `uploads-${++names}`;
      for (const [content, size, kind] of [
        [comes([random(10), new Cut()]), 30, Cut],
        [comes([random(10)]), 11, RangeError],
        [comes([random(10), random(10)]), 19, RangeError],
      ] as const)
        expect(await thrownBy(files.write(`${folder}/one`, content, size))).toBeInstanceOf(kind);
      await files.write(`${folder}/two`, comes([random(3)]), 3);
      expect(await files.get(`${folder}/one`)).toBeNull();
      expect(files.isReadable()).toBeTrue();
      expect((await files.list(folder)).map((one) => one.name)).toEqual([`${folder}/two`]);
    });

    test("what is held or read is read to its end, although it is removed meanwhile", async () => {
      const files = open();
      const [file, content] = [aName(), random(3_000_000)];
      await files.put(file, content);
      const held = await files.get(file);
      const reader = (await files.read(file, { from: 0, to: content.length }))!.getReader();
      const parts = [(await reader.read()).value!];
      await files.remove(file);
      expect(await bytesOf(held)).toEqual(content);
      for (let part = await reader.read(); !part.done; part = await reader.read()) parts.push(part.value);
      expect(Buffer.compare(Buffer.concat(parts), content)).toBe(0);
    });

    test("whoever stops in the middle of a read leaves what others read alone", async () => {
      const files = open();
      const [left, kept] = [aName(), aName()];
      const content = random(500_000);
      await files.put(left, random(500_000));
      await files.put(kept, content);
      const range = { from: 0, to: content.length };
      for (let round = 0; round < 20; round++) {
        const stopped = (await files.read(left, range))!.getReader();
        const last = stopped.read();
        await Promise.all([last, stopped.cancel()]);
        const read = Array.from({ length: 5 }, async () =>
          new Response(await files.read(kept, range)).arrayBuffer(),
        );
        for (const one of await Promise.all(read))
          expect(Buffer.compare(new Uint8Array(one), content)).toBe(0);
      }
    });

    test("lists what is in a folder by name, with sizes and times", async () => {
      const files = open();
      const folder = `uploads-${++names}`;
      expect(await files.list(folder)).toEqual([]);
      await Promise.all([9, 10, 8].map((size) => files.put(`${folder}/a/${size}`, random(size))));
      await files.put(`${folder}x/7`, random(7));
      const found = await files.list(folder);
      expect(found.map((one) => [one.name, one.size])).toEqual([
        [`${folder}/a/10`, 10],
        [`${folder}/a/8`, 8],
        [`${folder}/a/9`, 9],
      ]);
      for (const { at } of found) expect(Math.abs(Date.now() - at)).toBeLessThan(60_000);
    });

    test("takes many at once", async () => {
      const files = open();
      const all = Array.from({ length: 30 }, (_, nth) => ({ file: aName(), content: random(1000 + nth) }));
      await Promise.all(all.map(({ file, content }) => files.put(file, content)));
      const kept = await Promise.all(all.map(async ({ file }) => bytesOf(await files.get(file))));
      expect(kept).toEqual(all.map(({ content }) => content));
    });
  });
}

describe.skipIf(!!noS3)("S3", () => {
  const everything = (files: Files) =>
    Promise.all(
      [
        files.put(aName(), random(9)),
        files.get("x"),
        files.remove("x"),
        files.write(aName(), comes([random(9)]), 9),
        files.read("x", { from: 0, to: 9 }),
        files.list("x"),
      ].map(refusal),
    );
  const refused = Array.from({ length: 6 }, () => "overloaded");

  test("with a wrong key or secret, or without such a bucket, refuses, rather than to have nothing", async () => {
    const { pathname, username, password } = new URL(store.url);
    for (const [right, wrong] of [
      [`:${password}@`, ":another@"],
      [`//${username}:`, "//OTHER:"],
      [pathname, "/elsewhere"],
    ] as const)
      expect(await everything(s3.open(store.url.replace(right, wrong)))).toEqual(refused);
    expect(await everything(s3.open(store.url))).toEqual(refused.map(() => "done"));
  });

  test("says whether it is there, also where nobody asks anything else of it", async () => {
    const { pathname } = new URL(store.url);
    const [files, wrong] = [store.url, store.url.replace(pathname, "/elsewhere")].map((url) =>
      s3.open(url),
    ) as [Files, Files];
    expect(files.isReadable()).toBeTrue();
    wrong.isReadable();
    while (wrong.isReadable()) await Bun.sleep(1);
    expect(files.isReadable()).toBeTrue();
    await store.kill();
    await files.get("x").catch(() => undefined);
    expect(files.isReadable()).toBeFalse();
    await store.start();
    await files.get("x");
    expect(files.isReadable()).toBeTrue();
  });

  test("that hangs is waited for no longer than said; when it goes on, all is as it was", async () => {
    const files = s3.open(store.url, 200);
    const [file, content] = [aName(), random(500)];
    await files.put(file, content);
    await store.stop();
    const begun = performance.now();
    expect(await everything(files)).toEqual(refused);
    expect(performance.now() - begun).toBeLessThan(2000);
    store.cont();
    expect(await bytesOf(await files.get(file))).toEqual(content);
  });

  test("that is away refuses at once, and is used again once it is back", async () => {
    const files = s3.open(store.url);
    await store.kill();
    expect(await everything(files)).toEqual(refused);
    await store.start();
    const file = aName();
    await files.put(file, random(7));
    expect((await files.get(file))?.size).toBe(7);
  });
});
