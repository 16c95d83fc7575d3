import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { inflateSync } from "node:zlib";

import {
  BLUE,
  type PictureBody,
  chunk,
  colourOf,
  gif,
  GREEN,
  green,
  jpeg,
  png,
  put,
  RED,
  stripes,
  taken,
  upright,
  withExif,
} from "../../testing/fixtures/pictures";
import { type Guest, guests, house, openHouse } from "../../testing/people/guests";

let ann: Guest;
beforeAll(async () => {
  await openHouse();
  [ann] = await guests(1);
});
afterAll(() => house.close());

const LIMIT = 5 * 1024 * 1024;

describe("a picture", () => {
  test.each<[string, () => Promise<Buffer> | Buffer, string]>([
    ["JPEG", () => jpeg(), "image/jpeg"],
    ["progressive JPEG", () => new Bun.Image(stripes).jpeg({ progressive: true }).buffer(), "image/jpeg"],
    ["PNG", () => stripes, "image/png"],
    ["PNG with a palette", () => new Bun.Image(stripes).png({ palette: true }).buffer(), "image/png"],
    ["WebP", () => new Bun.Image(stripes).webp().buffer(), "image/webp"],
    ["WebP without loss", () => new Bun.Image(stripes).webp({ lossless: true }).buffer(), "image/webp"],
    ["tall PNG", () => upright, "image/png"],
    ["large JPEG", async () => new Bun.Image(stripes).resize(4000, 2000).jpeg().buffer(), "image/jpeg"],
  ])("of %s becomes its middle square, not squeezed", async (_what, make, type) => {
    const picture = await taken(ann, await make(), type);
    for (const part of ["all", "left", "right", "top", "bottom"] as const) {
      expect([part, await colourOf(picture, part)]).toEqual([part, "green"]);
    }
  });

  test("of GIF becomes its first frame", async () => {
    expect(await colourOf(await taken(ann, gif("red", "blue"), "image/gif"))).toBe("red");
    expect(await colourOf(await taken(ann, gif("blue", "red"), "image/gif"))).toBe("blue");
  });

  test("of one pixel, of few, and of a strip ten times as long as wide is taken; a longer strip is not", async () => {
    for (const [width, height] of [
      [1, 1],
      [7, 5],
      [320, 320],
      [321, 319],
      [10, 100],
      [2000, 200],
    ] as const)
      expect(
        await colourOf(
          await taken(
            ann,
            png(width, height, () => BLUE),
          ),
        ),
      ).toBe("blue");
    for (const [width, height] of [
      [10, 101],
      [2001, 200],
      [1, 60_000],
    ] as const)
      expect(
        (
          await put(
            ann,
            png(width, height, () => BLUE),
          )
        ).code,
      ).toBe("invalid");
  });

  test("keeps what is see-through", async () => {
    const picture = await taken(
      ann,
      png(40, 40, (x) => [30, 200, 30, x < 20 ? 0 : 255]),
    );
    const small = await new Bun.Image(picture).resize(2, 1, { filter: "box" }).png().buffer();
    const [, , , , alpha] = inflateSync(small.subarray(41, 41 + small.readUInt32BE(33)));
    expect(alpha).toBeLessThan(20);
  });

  test("is known by its bytes, whatever kind of picture it is said to be", async () => {
    for (const type of ["image/gif", "IMAGE/PNG", "image/webp; q=1", "image/svg+xml", "image/x-potato"])
      expect(await colourOf(await taken(ann, stripes, type))).toBe("green");
  });

  test("is turned as its camera was held, and says neither which camera nor where", async () => {
    // Red left and blue right; rotated to the right, red is at the top.
    const halves = await jpeg(png(64, 64, (x) => (x < 32 ? RED : BLUE)));
    const source = withExif(halves);
    expect(source.includes("SecretCamera")).toBe(true);
    const picture = await taken(ann, source, "image/jpeg");
    expect([await colourOf(picture, "top"), await colourOf(picture, "bottom")]).toEqual(["red", "blue"]);
    for (const trace of ["SecretCamera", "Exif", "EXIF", "XMP ", "ICCP"])
      expect(picture.includes(trace)).toBe(false);
  });

  test("that is also something else comes out as a picture and nothing else", async () => {
    const script = "<script>alert('potato')</script>";
    const text = chunk("tEXt", Buffer.from(`Comment\0${script}`));
    const [head, rest] = [stripes.subarray(0, 33), stripes.subarray(33)];
    const comment = Buffer.concat([Buffer.from([0xff, 0xfe, 0, 2 + script.length]), Buffer.from(script)]);
    const plain = await jpeg();
    for (const polyglot of [
      Buffer.concat([stripes, Buffer.from(script)]),
      Buffer.concat([head, text, rest]),
      Buffer.concat([plain.subarray(0, 2), comment, plain.subarray(2)]),
      Buffer.concat([plain, Buffer.from("PK\x05\x06"), Buffer.from(script)]),
    ]) {
      expect(polyglot.includes(script)).toBe(true);
      expect((await taken(ann, polyglot)).includes("script")).toBe(false);
    }
  });
});

describe("what is no picture", () => {
  const svg = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>';
  const bmp = Buffer.concat([
    Buffer.from("424d3a0000000000000036000000280000000100000001000000010018000000000004000000", "hex"),
    Buffer.alloc(20),
  ]);
  test.each<[string, PictureBody, string]>([
    ["nothing", new Uint8Array(), "image/png"],
    ["SVG", svg, "image/svg+xml"],
    ["SVG that is said to be a PNG", svg, "image/png"],
    ["HTML", "<!doctype html><script>alert(1)</script>", "image/jpeg"],
    [
      "HTML before a picture",
      Buffer.concat([Buffer.from("<script>alert(1)</script>"), stripes]),
      "image/png",
    ],
    ["JSON", "{}", "image/png"],
    ["a PNG that is cut", stripes.subarray(0, stripes.length - 30), "image/png"],
    ["a PNG's signature", stripes.subarray(0, 8), "image/png"],
    ["a GIF's signature", "GIF89a", "image/gif"],
    ["a GIF that is script", "GIF89a/*" + "x".repeat(100) + "*/=alert(1)", "image/gif"],
    ["a WebP's signature", "RIFF\0\0\0\0WEBPVP8 ", "image/webp"],
    ["a BMP", bmp, "image/bmp"],
    ["a TIFF's signature", Buffer.from("49492a0008000000", "hex"), "image/tiff"],
    ["a PDF", "%PDF-1.7", "image/png"],
  ])("%s is invalid, and the picture stays", async (_what, body, type) => {
    const before = (await put(ann, green)).user;
    expect(await put(ann, body, type)).toMatchObject({ status: 422, code: "invalid" });
    expect((await ann.call("GET", "/api/me")).body.user).toEqual(before);
  });

  test.each([
    "application/json",
    "text/html",
    "application/octet-stream",
    "multipart/form-data; boundary=x",
    "imagepng",
    "",
  ])("what is sent as %j is an unsupported medium, also if it is one", async (type) => {
    expect(await put(ann, stripes, type)).toMatchObject({ status: 415, code: "unsupported-media" });
  });
});

describe("too much", () => {
  const padded = (bytes: number) => Buffer.concat([green, Buffer.alloc(bytes - green.length)]);

  test("is a byte above 5 MB", async () => {
    expect((await put(ann, padded(LIMIT))).status).toBe(200);
    expect(await put(ann, padded(LIMIT + 1))).toMatchObject({ status: 413, code: "too-large" });
  });

  test("is counted as it comes where nobody says how much it is", async () => {
    const chunked = (bytes: Buffer) =>
      new ReadableStream({
        start(controller) {
          for (let at = 0; at < bytes.length; at += 65_536)
            controller.enqueue(bytes.subarray(at, at + 65_536));
          controller.close();
        },
      });
    expect((await put(ann, chunked(stripes))).status).toBe(200);
    expect((await put(ann, chunked(padded(LIMIT)))).status).toBe(200);
    expect(await put(ann, chunked(padded(LIMIT + 1)))).toMatchObject({ status: 413, code: "too-large" });
  });

  test("is what grows beyond all bounds when it is unpacked, and that is seen before", async () => {
    const before = process.memoryUsage().rss;
    const bombs = [
      png(8, 8, () => GREEN, [60_000, 60_000]),
      png(8, 8, () => GREEN, [5001, 5000]),
      Buffer.concat([Buffer.from("474946383961ffffffff80000000000000ffffff2c00000000ffffffff00", "hex")]),
    ];
    for (const bomb of bombs) expect(await put(ann, bomb)).toMatchObject({ status: 422, code: "invalid" });
    // Decoded, one of them would take 14 GB.
    expect(process.memoryUsage().rss - before).toBeLessThan(200 * 1024 * 1024);
  });

  test("is a JPEG of a thousand scans, which 24 megapixels would make a minute of", async () => {
    const whole = await new Bun.Image(green).resize(2000, 2000).jpeg({ progressive: true }).buffer();
    const scan = whole.subarray(whole.lastIndexOf(Buffer.from("ffda", "hex")), -2);
    const scans = (count: number) =>
      Buffer.concat([
        whole.subarray(0, -2),
        ...Array.from({ length: count }, () => scan),
        whole.subarray(-2),
      ]);
    expect((await put(ann, scans(10))).status).toBe(200);
    expect(await put(ann, scans(1000))).toMatchObject({ status: 422, code: "invalid" });
  });
});
