// What files of pictures are made of, as far as Bun.Image keeps it to itself. Nothing here unpacks a pixel, and every walk goes
// forwards, one step a part.

/** A part of a file: its four letters as a number, and where its content begins and ends. */
type Chunk = { type: number; start: number; end: number };

export const nameOf = (letters: string): number => Buffer.from(letters, "latin1").readUInt32BE();

const viewOf = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
// Of 5 MB that are cut up as cameras and browsers do it there are some hundred; of nothing but heads, 650,000.
const MAX_PARTS = 10_000;
const SIGNATURE = 8;
const SUM = 4;

/** Of a PNG, each that is all there, up to and with its last. */
export function* chunksOfPng(bytes: Uint8Array): Generator<Chunk> {
  const view = viewOf(bytes);
  for (let at = SIGNATURE, left = MAX_PARTS; at + 8 <= bytes.length && left > 0; left--) {
    const [type, start] = [view.getUint32(at + 4), at + 8];
    const end = start + view.getUint32(at);
    if (end + SUM > bytes.length) return;
    yield { type, start, end };
    at = end + SUM;
  }
}

/** Of a WebP, or of a part of it: each that is all there. */
export function* chunksOfWebp(bytes: Uint8Array, from = 12, to = bytes.length): Generator<Chunk> {
  const view = viewOf(bytes);
  for (let at = from, left = MAX_PARTS; at + 8 <= to && left > 0; left--) {
    const [type, start] = [view.getUint32(at), at + 8];
    const end = start + view.getUint32(at + 4, true);
    if (end > to) return;
    yield { type, start, end };
    // Of odd length, it is followed by a byte that says nothing.
    at = end + (end & 1);
  }
}
