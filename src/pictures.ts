import { expect } from "bun:test";
import { crc32, deflateSync, inflateSync } from "node:zlib";

import { type Guest, house } from "./guests";
import type { User } from "./protocol/user";

// For tests: pictures made here byte by byte, and what becomes of them.

type Colour = [red: number, green: number, blue: number, alpha?: number];
export const RED: Colour = [220, 30, 30];
export const GREEN: Colour = [30, 200, 30];
export const BLUE: Colour = [30, 30, 220];

export function chunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}

/** `said`: how large it says it is, where that is not the truth. */
export function png(
  width: number,
  height: number,
  at: (x: number, y: number) => Colour,
  said = [width, height],
) {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(said[0]!, 0);
  header.writeUInt32BE(said[1]!, 4);
  header.set([8, 6], 8);
  const rows = Buffer.alloc(height * (width * 4 + 1));
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [red, green, blue, alpha = 255] = at(x, y);
      rows.set([red, green, blue, alpha], y * (width * 4 + 1) + 1 + x * 4);
    }
  }
  const parts = [chunk("IHDR", header), chunk("IDAT", deflateSync(rows)), chunk("IEND", Buffer.alloc(0))];
  return Buffer.concat([Buffer.from("89504e470d0a1a0a", "hex"), ...parts]);
}

/** Three stripes from left to right, the middle one the largest square's. */
export const stripes = png(96, 48, (x) => (x < 24 ? RED : x < 72 ? GREEN : BLUE));
export const upright = png(48, 96, (_, y) => (y < 24 ? RED : y < 72 ? GREEN : BLUE));
export const green = png(8, 8, () => GREEN);
const gifFrame = (pixel: "red" | "blue") =>
  `2c000000000100010000 0202${pixel === "red" ? "44" : "4c"}0100`.replace(" ", "");
export const gif = (...frames: ("red" | "blue")[]) =>
  Buffer.from(`47494638396101000100800000dc1e1e1e1edc${frames.map(gifFrame).join("")}3b`, "hex");

export const jpeg = async (source = stripes) => new Bun.Image(source).jpeg({ quality: 95 }).buffer();

/** How a camera was held (6: turn right), its name, and a place. */
function exifOf(orientation: number): Buffer {
  const entry = (tag: number, type: number, count: number, value: number) => {
    const bytes = Buffer.alloc(12);
    bytes.writeUInt16BE(tag, 0);
    bytes.writeUInt16BE(type, 2);
    bytes.writeUInt32BE(count, 4);
    bytes.writeUInt32BE(value, 8);
    return bytes;
  };
  const name = Buffer.from("SecretCamera 9000\0\0", "latin1");
  const at = 8 + 2 + 3 * 12 + 4;
  return Buffer.concat([
    Buffer.from("4d4d002a00000008", "hex"),
    Buffer.from([0, 3]),
    entry(0x0110, 2, name.length, at),
    entry(0x0112, 3, 1, orientation << 16),
    entry(0x8825, 4, 1, at + name.length),
    Buffer.alloc(4),
    name,
    Buffer.from([0, 1]),
    entry(1, 2, 2, Buffer.from("N\0\0\0").readUInt32BE()),
    Buffer.alloc(4),
  ]);
}

/** A JPEG, PNG or WebP that says so. */
export function withExif(plain: Buffer, orientation = 6): Buffer {
  const tiff = exifOf(orientation);
  if (plain.includes("WEBP")) return webpOf([...webpParts(plain), ["EXIF", tiff]]);
  if (plain.includes("IHDR")) {
    const [head, rest] = [plain.subarray(0, 33), plain.subarray(33)];
    return Buffer.concat([head, chunk("eXIf", tiff), rest]);
  }
  const segment = Buffer.concat([Buffer.from("Exif\0\0", "latin1"), tiff]);
  const size = Buffer.alloc(2);
  size.writeUInt16BE(segment.length + 2);
  return Buffer.concat([plain.subarray(0, 2), Buffer.from("ffe1", "hex"), size, segment, plain.subarray(2)]);
}

type Parts = [name: string, data: Buffer][];

/** What a WebP is made of, but for its head. */
function webpParts(webp: Buffer): Parts {
  const parts: Parts = [];
  for (let at = 12; at < webp.length;) {
    const length = webp.readUInt32LE(at + 4);
    parts.push([webp.toString("latin1", at, at + 4), webp.subarray(at + 8, at + 8 + length)]);
    at += 8 + length + (length & 1);
  }
  return parts.filter(([name]) => name !== "VP8X");
}

/** A WebP of these parts, 64 pixels square; what there is, its head says. */
function webpOf(parts: Parts): Buffer {
  const flags: Record<string, number> = { ANIM: 0x02, EXIF: 0x08, ALPH: 0x10 };
  const head = Buffer.from([0, 0, 0, 0, 63, 0, 0, 63, 0, 0]);
  for (const [name] of parts) head[0]! |= flags[name] ?? 0;
  const body = joined([["VP8X", head], ...parts]);
  return joined([["RIFF", Buffer.concat([Buffer.from("WEBP"), body])]]);
}

const joined = (parts: Parts) =>
  Buffer.concat(
    parts.flatMap(([name, data]) => {
      const length = Buffer.alloc(4);
      length.writeUInt32LE(data.length);
      return [Buffer.from(name), length, data, Buffer.alloc(data.length & 1)];
    }),
  );

/** A WebP that moves, of such that do not, each 64 pixels square and shown for a tenth of a second. */
export function moving(frames: Buffer[], orientation = 1): Buffer {
  const where = Buffer.from([0, 0, 0, 0, 0, 0, 63, 0, 0, 63, 0, 0, 100, 0, 0, 0]);
  const shown = frames.map((frame): Parts[0] => ["ANMF", Buffer.concat([where, joined(webpParts(frame))])]);
  return webpOf([["ANIM", Buffer.alloc(6)], ...shown, ["EXIF", exifOf(orientation)]]);
}

// ── What is asked, and what came of it ──

/** A user who has just been given a picture. */
type Pictured = User & { avatarUrl: string };

/** Bytes as a buffer of any kind; fetch's own type is narrower than what it takes. */
export type Body = BodyInit | Uint8Array;

export async function put(guest: Guest, bytes: Body, type = "image/png") {
  const body = bytes as BodyInit;
  const headers = { authorization: `Bearer ${guest.token}`, "content-type": type };
  const answer = await fetch(`${house.url}/api/me/avatar`, { method: "PUT", headers, body });
  const said = (await answer.json()) as { code?: string; user: Pictured };
  return { status: answer.status, code: said.code, user: said.user, headers: answer.headers, said };
}

async function served(url: string): Promise<Buffer> {
  return Buffer.from(await (await fetch(house.url + url)).arrayBuffer());
}

type Part = "all" | "left" | "right" | "top" | "bottom";

/**
 * The colour that a part of a picture mostly has. Shrunk to one or two pixels, of which the first is read: in a PNG it
 * stands as it is, however its row is filtered.
 */
export async function colourOf(picture: Uint8Array, part: Part = "all"): Promise<string> {
  const small = new Bun.Image(picture)
    .resize(part === "left" || part === "right" ? 2 : 1, part === "top" || part === "bottom" ? 2 : 1, {
      filter: "box",
    })
    .rotate(part === "right" || part === "bottom" ? 180 : 0);
  const bytes = await small.png().buffer();
  const [, ...pixel] = inflateSync(bytes.subarray(41, 41 + bytes.readUInt32BE(33)));
  const known = { red: RED, green: GREEN, blue: BLUE };
  const off = (colour: Colour) =>
    Math.max(...colour.slice(0, 3).map((one, nth) => Math.abs(one! - pixel[nth]!)));
  return (
    Object.entries(known).find(([, colour]) => off(colour) < 25)?.[0] ?? `rgb ${pixel.slice(0, 3).join()}`
  );
}

/** What is served for a picture that was taken: 320 × 320 WebP, which is asserted here. */
export async function taken(guest: Guest, source: Body, type?: string): Promise<Buffer> {
  const { status, user } = await put(guest, source, type);
  expect(status).toBe(200);
  const picture = await served(user.avatarUrl);
  expect(await new Bun.Image(picture).metadata()).toEqual({ width: 320, height: 320, format: "webp" });
  return picture;
}
