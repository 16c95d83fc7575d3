import type { PictureFormat } from "../picture";
import { chunksOfPng, chunksOfWebp, nameOf } from "./chunks";
import { blocksOfGif, EXTENSION, headOfGif } from "./gif";
import { partsOfJpeg } from "./jpeg";

// What others get of a picture: its pixels, how they move and what colours they mean. Not where and by whom it was taken
// (EXIF, XMP, comments), and nothing behind its end, where phones put a second picture or a film. Pixels are not touched.

/** The file without what is about the picture. `bytes` must be a whole picture of this format. */
export function withoutMetadata(format: PictureFormat, bytes: Uint8Array): Uint8Array {
  return cleaners[format](bytes);
}

const cleaners: Record<PictureFormat, (bytes: Uint8Array) => Uint8Array> = {
  jpeg: cleanJpeg,
  png: cleanPng,
  webp: cleanWebp,
  gif: cleanGif,
};

// JFIF, the colour profile, and Adobe's flag for how colours are stored.
const [APP0, APP2, APP14, APP15, COMMENT] = [0xe0, 0xe2, 0xee, 0xef, 0xfe];
const PROFILE = "ICC_PROFILE";

function cleanJpeg(bytes: Uint8Array): Uint8Array {
  const isKept = (code: number, start: number): boolean => {
    if (code === APP2) return latin1(bytes, start + 4, PROFILE.length) === PROFILE;
    const isAbout = code > APP0 && code <= APP15 && code !== APP14;
    return !isAbout && code !== COMMENT;
  };
  const parts = [...partsOfJpeg(bytes)].filter(({ code, start }) => isKept(code, start));
  return joined([bytes.subarray(0, 2), ...slices(bytes, parts)]);
}

const keptInPng = new Set(
  "IHDR PLTE IDAT IEND tRNS gAMA cHRM sRGB iCCP cICP sBIT bKGD pHYs acTL fcTL fdAT".split(" ").map(nameOf),
);
const PNG_SIGNATURE = 8;
// Of a chunk: its length and name before, its sum behind.
const [BEFORE, BEHIND] = [8, 4];

function cleanPng(bytes: Uint8Array): Uint8Array {
  const kept = [...chunksOfPng(bytes)].filter(({ type }) => keptInPng.has(type));
  const whole = kept.map(({ start, end }) => ({ start: start - BEFORE, end: end + BEHIND }));
  return joined([bytes.subarray(0, PNG_SIGNATURE), ...slices(bytes, whole)]);
}

const keptInWebp = new Set(["VP8X", "VP8 ", "VP8L", "ALPH", "ANIM", "ANMF", "ICCP"].map(nameOf));
const EXTENDED = nameOf("VP8X");
const [HAS_EXIF, HAS_XMP] = [0x08, 0x04];
const RIFF_HEAD = 12;

function cleanWebp(bytes: Uint8Array): Uint8Array {
  const parts: Uint8Array[] = [];
  for (const { type, start, end } of chunksOfWebp(bytes, RIFF_HEAD, 8 + sizeOfRiff(bytes))) {
    if (!keptInWebp.has(type)) continue;
    const part = bytes.slice(start - BEFORE, end + ((end - start) & 1));
    if (type === EXTENDED) part[BEFORE]! &= ~(HAS_EXIF | HAS_XMP);
    parts.push(part);
  }
  const whole = joined([bytes.slice(0, RIFF_HEAD), ...parts]);
  new DataView(whole.buffer, whole.byteOffset).setUint32(4, whole.length - 8, true);
  return whole;
}

const sizeOfRiff = (bytes: Uint8Array): number =>
  new DataView(bytes.buffer, bytes.byteOffset).getUint32(4, true);

// Extensions of a GIF: how long a frame stands, and how often all are repeated.
const [TIMING, APPLICATION] = [0xf9, 0xff];
const REPEATS = new Set(["NETSCAPE2.0", "ANIMEXTS1.0"]);

function cleanGif(bytes: Uint8Array): Uint8Array {
  const isKept = (label: number, start: number): boolean =>
    label === TIMING || (label === APPLICATION && REPEATS.has(latin1(bytes, start + 3, 11)));
  const kept = [...blocksOfGif(bytes)].filter(
    ({ kind, label, start }) => kind !== EXTENSION || isKept(label, start),
  );
  return joined([bytes.subarray(0, headOfGif(bytes)), ...slices(bytes, kept)]);
}

const slices = (bytes: Uint8Array, parts: { start: number; end: number }[]): Uint8Array[] =>
  parts.map(({ start, end }) => bytes.subarray(start, end));

const joined = (parts: Uint8Array[]): Uint8Array => Buffer.concat(parts);

const latin1 = (bytes: Uint8Array, from: number, length: number): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset + from, Math.min(length, bytes.length - from)).toString(
    "latin1",
  );
