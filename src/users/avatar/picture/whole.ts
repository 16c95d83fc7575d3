import { chunksOfPng, nameOf } from "./chunks";

// Decoders are kind to what is cut: what is missing of a JPEG comes out grey. So whether a file has its end is asked first.
// (A WebP says how long it is, and Bun.Image asks for all of it.)

/** Whether a file of this format goes on to its end. What comes after that is no part of it. */
export function isWhole(format: string, bytes: Uint8Array): boolean {
  if (format === "jpeg") return hasJpegEnd(bytes);
  if (format === "png") return hasPngEnd(bytes);
  return format !== "gif" || hasGifEnd(bytes);
}

const MARKER = 0xff;
const [EOI, SOI, TEM] = [0xd9, 0xd8, 0x01];

function hasJpegEnd(bytes: Uint8Array): boolean {
  for (let at = 2; at < bytes.length;) {
    at = afterMarker(bytes, at);
    const code = bytes[at - 1];
    if (code === EOI) return true;
    // What a scan holds is passed over as what may stand before any marker is.
    if (code !== SOI && code !== TEM) at += (bytes[at]! << 8) | bytes[at + 1]!;
  }
  return false;
}

/** Past the next marker. Data is none, nor what restarts it (RST0 to RST7); before a marker 0xff may stand more than once. */
function afterMarker(bytes: Uint8Array, from: number): number {
  let at = from;
  while (at < bytes.length) {
    if (bytes[at++] !== MARKER) continue;
    const code = bytes[at]!;
    if (code !== 0 && code !== MARKER && (code < 0xd0 || code > 0xd7)) return at + 1;
  }
  return at + 1;
}

const IEND = nameOf("IEND");
const hasPngEnd = (bytes: Uint8Array) => chunksOfPng(bytes).some(({ type }) => type === IEND);

const [EXTENSION, IMAGE, TRAILER] = [0x21, 0x2c, 0x3b];
/** The table of colours that such flags announce. */
const tableOf = (flags: number) => (flags & 0x80 ? 3 << ((flags & 7) + 1) : 0);

function hasGifEnd(bytes: Uint8Array): boolean {
  let at = 13 + tableOf(bytes[10]!);
  while (at < bytes.length) {
    const kind = bytes[at];
    if (kind === TRAILER) return true;
    if (kind === EXTENSION) at = afterBlocks(bytes, at + 2);
    // Ten bytes where and how large, its colours, and a byte before its pixels.
    else if (kind === IMAGE) at = afterBlocks(bytes, at + 11 + tableOf(bytes[at + 9]!));
    else return false;
  }
  return false;
}

/** Each block begins with its length; the last one is empty. */
function afterBlocks(bytes: Uint8Array, from: number): number {
  let at = from;
  while (at < bytes.length && bytes[at] !== 0) at += bytes[at]! + 1;
  return at + 1;
}
