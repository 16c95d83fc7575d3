// Parses the chunks of picture files, which Bun.Image does not expose. Nothing here decodes pixels, and every loop moves
// forward by one chunk at a time.

/** A chunk: its four letters as a number, and the start and end of its content. */
type Chunk = { type: number; start: number; end: number };

export const nameOf = (letters: string): number => Buffer.from(letters, "latin1").readUInt32BE();

const viewOf = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
// Chunks. A picture of 5 MB from a camera or browser has a few hundred; one of nothing but headers would have 650,000.
const MAX_PARTS = 10_000;
const SIGNATURE = 8;
const SUM = 4;

/** The complete chunks of a PNG, up to and including its last. */
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

/** The complete chunks of a WebP, or of a part of it. */
export function* chunksOfWebp(bytes: Uint8Array, from = 12, to = bytes.length): Generator<Chunk> {
  const view = viewOf(bytes);
  for (let at = from, left = MAX_PARTS; at + 8 <= to && left > 0; left--) {
    const [type, start] = [view.getUint32(at), at + 8];
    const end = start + view.getUint32(at + 4, true);
    if (end > to) return;
    yield { type, start, end };
    // A chunk of odd length is padded by one byte.
    at = end + (end & 1);
  }
}
