// Parses the markers of JPEG files, which Bun.Image does not expose. Nothing here decodes pixels, and every loop moves forward.

const MARKER = 0xff;
const [SOI, EOI, SOS, TEM] = [0xd8, 0xd9, 0xda, 0x01];

/** A part of the file: `start` at its marker, `end` at the next one; a scan with its data. */
type JpegPart = { code: number; start: number; end: number };

/** The parts of a JPEG up to and including its end; the last one has the code `EOI` where the file is whole. */
export function* partsOfJpeg(bytes: Uint8Array): Generator<JpegPart> {
  for (let at = 2; at < bytes.length;) {
    const content = afterMarker(bytes, at);
    if (content > bytes.length) return;
    const start = content - 2;
    const code = bytes[start + 1]!;
    if (code === EOI) {
      yield { code, start, end: content };
      return;
    }
    const hasContent = code !== SOI && code !== TEM;
    at = hasContent ? content + ((bytes[content]! << 8) | bytes[content + 1]!) : content;
    // A scan's data is up to the next marker.
    const end = code === SOS ? afterMarker(bytes, at) - 2 : at;
    yield { code, start, end: Math.min(end, bytes.length) };
  }
}

export const hasJpegEnd = (bytes: Uint8Array): boolean => partsOfJpeg(bytes).some(({ code }) => code === EOI);

/** The index after the next marker. Skips data and restart markers (RST0 to RST7); a marker may begin with several 0xff. */
function afterMarker(bytes: Uint8Array, from: number): number {
  let at = from;
  while (at < bytes.length) {
    if (bytes[at++] !== MARKER) continue;
    const code = bytes[at]!;
    if (code !== 0 && code !== MARKER && (code < 0xd0 || code > 0xd7)) return at + 1;
  }
  return at + 2;
}

/**
 * Counts the scans of a JPEG, in the form that libjpeg accepts: the marker, and a length that fits the number of components
 * after it. Never counts too few, and hardly ever one too many.
 */
export function scansIn(jpeg: Uint8Array): number {
  let count = 0;
  // Byte by byte: the worst case, 5 MB of nothing but scan markers, takes some milliseconds.
  for (let at = 0; at + 4 < jpeg.length; at++) {
    if (jpeg[at] !== 0xff || jpeg[at + 1] !== 0xda || jpeg[at + 2] !== 0) continue;
    const [length, components] = [jpeg[at + 3]!, jpeg[at + 4]!];
    if (components <= 4 && length === 6 + 2 * components) count++;
  }
  return count;
}
