import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { inflateSync } from "node:zlib";

import {
  BLUE,
  chunk,
  colourOf,
  GREEN,
  gif,
  jpeg,
  moving,
  png,
  put,
  RED,
  taken,
  withExif,
} from "../../testing/fixtures/pictures";
import { type Guest, guests, house, openHouse } from "../../testing/people/guests";

// Pictures of cameras and phones: rotated, animated, or cut off.

let ann: Guest;
beforeAll(async () => {
  await openHouse();
  [ann] = await guests(1);
});
afterAll(() => house.close());

const WHITE: typeof RED = [250, 250, 250];
const corners = png(64, 64, (x, y) => (y < 32 ? (x < 32 ? RED : GREEN) : x < 32 ? BLUE : WHITE));

const webp = (source: Buffer, lossless = false) => new Bun.Image(source).webp({ lossless }).buffer();
const pictures: Record<string, () => Promise<Buffer> | Buffer> = {
  JPEG: () => jpeg(corners),
  "progressive JPEG": () => new Bun.Image(corners).jpeg({ progressive: true }).buffer(),
  PNG: () => corners,
  "PNG with a palette": () => new Bun.Image(corners).png({ palette: true }).buffer(),
  WebP: () => webp(corners),
  "WebP without loss": () => webp(corners, true),
  "see-through WebP": () => webp(png(64, 64, (x) => [30, 200, 30, x < 32 ? 0 : 255])),
  "moving WebP": async () => moving([await webp(corners), await webp(corners, true)]),
};

describe("turned", () => {
  // The corners, row by row, after the picture was rotated upright.
  const seen = ["", "rgbw", "grwb", "wbgr", "bwrg", "rbgw", "brwg", "wgbr", "gwrb"];

  const kinds = ["JPEG", "PNG", "WebP", "WebP without loss"];
  test.each(kinds)("in each of eight ways, a %s stands upright", async (kind) => {
    const plain = await pictures[kind]!();
    for (let orientation = 1; orientation <= 8; orientation++)
      expect(await cornersOf(await taken(ann, withExif(plain, orientation)))).toBe(seen[orientation]!);
  });

  test("a WebP that moves stands upright, too", async () => {
    const frames = [await webp(corners), await webp(png(64, 64, () => BLUE))];
    for (let orientation = 1; orientation <= 8; orientation++)
      expect(await cornersOf(await taken(ann, moving(frames, orientation)))).toBe(seen[orientation]!);
  });

  test("by what is no such word, a picture stands as it is", async () => {
    for (const kind of ["PNG", "WebP"]) {
      const plain = await pictures[kind]!();
      for (const orientation of [0, 9, 300])
        expect(await cornersOf(await taken(ann, withExif(plain, orientation)))).toBe("rgbw");
    }
    const [head, rest] = [corners.subarray(0, 33), corners.subarray(33)];
    for (const exif of [
      "",
      "II",
      "MM\0*\0\0\0\x08",
      "II*\0\xff\xff\xff\xff",
      "MM\0*\0\0\0\x08\xff\xff\x01\x12",
      "Exif\0\0II*\0\x08\0\0\0\x01",
    ])
      expect(
        await cornersOf(
          await taken(ann, Buffer.concat([head, chunk("eXIf", Buffer.from(exif, "latin1")), rest])),
        ),
      ).toBe("rgbw");
    const little = "II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0";
    for (const exif of [little, `Exif\0\0${little}`])
      expect(
        await cornersOf(
          await taken(ann, Buffer.concat([head, chunk("eXIf", Buffer.from(exif, "latin1")), rest])),
        ),
      ).toBe("brwg");
  });
});

describe("moving", () => {
  const still = async (colour: typeof RED, lossless = false) =>
    webp(
      png(64, 64, () => colour),
      lossless,
    );

  test("a WebP becomes its first frame, with or without loss", async () => {
    const [red, blue] = [await still(RED), await still(BLUE, true)];
    expect(await colourOf(await taken(ann, moving([red, blue]), "image/webp"))).toBe("red");
    expect(await colourOf(await taken(ann, moving([blue, red]), "image/webp"))).toBe("blue");
    expect(await colourOf(await taken(ann, moving([blue]), "image/webp"))).toBe("blue");
  });

  test("what is see-through in its first frame stays so", async () => {
    for (const lossless of [false, true]) {
      const frame = await webp(
        png(64, 64, (x) => [30, 200, 30, x < 32 ? 0 : 255]),
        lossless,
      );
      const small = new Bun.Image(await taken(ann, moving([frame, await still(RED)]))).resize(2, 1, {
        filter: "box",
      });
      expect((await firstPixel(small))[3]).toBeLessThan(20);
    }
  });

  test("a PNG that moves becomes the picture that stands for it", async () => {
    const plain = png(64, 64, () => GREEN);
    const control = chunk("acTL", Buffer.from([0, 0, 0, 1, 0, 0, 0, 0]));
    const frame = Buffer.concat([Buffer.alloc(4), Buffer.from([0, 0, 0, 64, 0, 0, 0, 64]), Buffer.alloc(14)]);
    const red = png(64, 64, () => RED);
    const data = red.subarray(41, 41 + red.readUInt32BE(33));
    const whole = Buffer.concat([
      plain.subarray(0, 33),
      control,
      plain.subarray(33, -12),
      chunk("fcTL", frame),
      chunk("fdAT", Buffer.concat([Buffer.from([0, 0, 0, 1]), data])),
      plain.subarray(-12),
    ]);
    expect(await colourOf(await taken(ann, whole))).toBe("green");
  });

  test("with no frame, one that is none, or one much larger than it says, it is invalid", async () => {
    const red = await still(RED);
    const whole = moving([red]);
    const nothing = moving([]);
    const bent = Buffer.from(whole);
    bent.write("XXXX", whole.indexOf("ANMF"));
    const hollow = Buffer.from(whole);
    hollow.write("XXXX", whole.lastIndexOf("VP8"));
    // A frame that claims to be 16,383 pixels square.
    const huge = Buffer.from(whole);
    huge.writeUInt32LE(0x3fff3fff, whole.lastIndexOf("VP8 ") + 14);
    for (const body of [nothing, bent, hollow, huge])
      expect(await put(ann, body)).toMatchObject({ status: 422, code: "invalid" });
  });
});

test("what is mostly heads of parts is invalid, and is soon seen to be", async () => {
  const plain = png(64, 64, () => GREEN);
  const heads = (count: number) =>
    Buffer.concat([
      plain.subarray(0, 33),
      ...Array<Buffer>(count).fill(chunk("prVt", Buffer.alloc(0))),
      plain.subarray(33),
    ]);
  expect((await put(ann, heads(1000))).status).toBe(200);
  expect(await put(ann, heads(400_000))).toMatchObject({ status: 422, code: "invalid" });
});

describe("cut", () => {
  test.each([...Object.keys(pictures), "GIF", "moving GIF"])("anywhere, a %s is invalid", async (kind) => {
    const gifs: Record<string, Buffer> = { GIF: gif("red"), "moving GIF": gif("red", "blue", "red") };
    const whole = gifs[kind] ?? (await pictures[kind]!());
    expect((await put(ann, whole)).status).toBe(200);
    const [half, last] = [whole.length >> 1, whole.length - 1];
    const some = Array.from({ length: 12 }, (_, nth) => Math.floor((whole.length * (nth + 1)) / 13));
    for (const length of new Set([...some, half, last - 12, last - 7, last - 3, last - 1, last]))
      expect([length, await put(ann, whole.subarray(0, length))]).toMatchObject([
        length,
        { status: 422, code: "invalid" },
      ]);
  });

  test("what comes after the end is no part of a picture", async () => {
    for (const make of [...Object.values(pictures), () => gif("red", "blue")])
      expect((await put(ann, Buffer.concat([await make(), Buffer.from("and more")]))).status).toBe(200);
  });
});

async function firstPixel(image: Bun.Image): Promise<number[]> {
  const bytes = await image.png().buffer();
  return [...inflateSync(bytes.subarray(41, 41 + bytes.readUInt32BE(33)))].slice(1, 5);
}

/** The colours of its four corners, row by row. */
async function cornersOf(picture: Buffer): Promise<string> {
  const letters: string[] = [];
  for (const turn of [0, 270, 90, 180]) {
    const [red = 0, green = 0, blue = 0] = await firstPixel(
      new Bun.Image(picture).rotate(turn).resize(2, 2, { filter: "box" }),
    );
    const [isRed, isGreen, isBlue] = [red > 128, green > 128, blue > 128];
    letters.push(isRed && isGreen && isBlue ? "w" : isRed ? "r" : isGreen ? "g" : "b");
  }
  return letters.join("");
}
