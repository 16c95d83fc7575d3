// Parses the blocks of GIF files. Nothing here decodes pixels, and every loop moves forward.

export const [EXTENSION, FRAME, TRAILER] = [0x21, 0x2c, 0x3b];
const HEADER = 13;

/** `label` is that of an extension. */
type GifBlock = { kind: number; label: number; start: number; end: number };

/** The size of the colour table that these flags declare, in bytes. */
const tableOf = (flags: number) => (flags & 0x80 ? 3 << ((flags & 7) + 1) : 0);

/** How long the header is, with the colours of all frames. */
export const headOfGif = (bytes: Uint8Array): number => HEADER + tableOf(bytes[10]!);

/** The blocks of a GIF, up to and including its trailer; the last one is that where the file is whole. */
export function* blocksOfGif(bytes: Uint8Array): Generator<GifBlock> {
  for (let at = headOfGif(bytes); at < bytes.length;) {
    const [kind, start] = [bytes[at]!, at];
    const label = bytes[at + 1]!;
    if (kind === EXTENSION) at = afterSubBlocks(bytes, at + 2);
    // Ten bytes of descriptor, the colour table, and a byte before the pixels.
    else if (kind === FRAME) at = afterSubBlocks(bytes, at + 11 + tableOf(bytes[at + 9]!));
    else if (kind === TRAILER) at++;
    else return;
    yield { kind, label, start, end: Math.min(at, bytes.length) };
    if (kind === TRAILER) return;
  }
}

/** Skips data blocks. Each begins with its length; the last one is empty. */
function afterSubBlocks(bytes: Uint8Array, from: number): number {
  let at = from;
  while (at < bytes.length && bytes[at] !== 0) at += bytes[at]! + 1;
  return at + 1;
}
