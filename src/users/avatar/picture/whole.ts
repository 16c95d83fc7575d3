import { chunksOfPng, nameOf } from "./chunks";

// Decoders accept truncated files: the missing part of a JPEG becomes grey. So the file's end is checked first. (A WebP has
// its length in the header, and Bun.Image checks that.)

/** Whether a file of this format is complete. Bytes after its end are ignored. */
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
    // A scan's data is skipped like any bytes before a marker.
    if (code !== SOI && code !== TEM) at += (bytes[at]! << 8) | bytes[at + 1]!;
  }
  return false;
}

/** The index after the next marker. Skips data and restart markers (RST0 to RST7); a marker may begin with several 0xff. */
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
/** The size of the colour table that these flags declare, in bytes. */
const tableOf = (flags: number) => (flags & 0x80 ? 3 << ((flags & 7) + 1) : 0);

function hasGifEnd(bytes: Uint8Array): boolean {
  let at = 13 + tableOf(bytes[10]!);
  while (at < bytes.length) {
    const kind = bytes[at];
    if (kind === TRAILER) return true;
    if (kind === EXTENSION) at = afterBlocks(bytes, at + 2);
    // Ten bytes of descriptor, the colour table, and a byte before the pixels.
    else if (kind === IMAGE) at = afterBlocks(bytes, at + 11 + tableOf(bytes[at + 9]!));
    else return false;
  }
  return false;
}

/** Skips data blocks. Each begins with its length; the last one is empty. */
function afterBlocks(bytes: Uint8Array, from: number): number {
  let at = from;
  while (at < bytes.length && bytes[at] !== 0) at += bytes[at]! + 1;
  return at + 1;
}
