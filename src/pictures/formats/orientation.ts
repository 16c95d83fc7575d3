import { chunksOfPng, chunksOfWebp, nameOf } from "./chunks";
import { partsOfJpeg } from "./jpeg";

// The camera's orientation in EXIF. Bun.Image applies it for JPEG; this does for PNG and WebP.

const EXIF = { png: nameOf("eXIf"), webp: nameOf("EXIF") };
const TAG = 0x0112;
const SHORT = 3;

/** For each orientation, the operations that turn the picture upright. A rotation by 90° to the right comes first. */
const turns: Record<number, (image: Bun.Image) => Bun.Image> = {
  2: (image) => image.flop(),
  3: (image) => image.rotate(180),
  4: (image) => image.flip(),
  5: (image) => image.rotate(90).flop(),
  6: (image) => image.rotate(90),
  7: (image) => image.rotate(90).flip(),
  8: (image) => image.rotate(270),
};

/** `file`: the whole file; `image` may be a part of it. */
export function upright(image: Bun.Image, format: string, file: Uint8Array): Bun.Image {
  return format === "jpeg" ? image : (turns[orientationOf(format, file)]?.(image) ?? image);
}

/** 1 to 8; 1 is upright, and what a file without EXIF has. */
export function orientationOf(format: string, file: Uint8Array): number {
  const exif = exifIn(format, file);
  return exif ? orientationIn(file.subarray(exif.start, exif.end)) : 1;
}

function exifIn(format: string, file: Uint8Array): { start: number; end: number } | undefined {
  if (format === "png") return chunksOfPng(file).find(({ type }) => type === EXIF.png);
  if (format === "webp") return chunksOfWebp(file).find(({ type }) => type === EXIF.webp);
  if (format !== "jpeg") return undefined;
  const part = partsOfJpeg(file).find(({ code, start }) => code === APP1 && hasExif(file, start));
  return part && { start: part.start + HEAD, end: part.end };
}

// Of a JPEG's part: the marker and the length.
const HEAD = 4;
const APP1 = 0xe1;
const hasExif = (file: Uint8Array, start: number): boolean =>
  Buffer.from(file.buffer, file.byteOffset + start + HEAD, 4).toString("latin1") === "Exif";

/** 1 where EXIF has no orientation. */
function orientationIn(exif: Uint8Array): number {
  const bytes = Buffer.from(exif.buffer, exif.byteOffset, exif.byteLength);
  // Some have the prefix of a JPEG's EXIF.
  const tiff = bytes.toString("latin1", 0, 6) === "Exif\0\0" ? bytes.subarray(6) : bytes;
  const order = tiff.toString("latin1", 0, 4);
  if (order !== "II*\0" && order !== "MM\0*") return 1;
  const isLittle = order === "II*\0";
  const short = (at: number) =>
    at + 2 > tiff.length ? 0 : isLittle ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at);
  if (tiff.length < 8) return 1;
  const list = isLittle ? tiff.readUInt32LE(4) : tiff.readUInt32BE(4);
  for (let left = short(list), at = list + 2; left > 0 && at + 12 <= tiff.length; left--, at += 12)
    if (short(at) === TAG && short(at + 2) === SHORT) return short(at + 8);
  return 1;
}
