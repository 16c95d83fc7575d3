import { queue } from "../../capacity/queue";
import { Refused } from "../../errors";
import { middleSquare } from "./picture/crop";
import { upright } from "./picture/orientation";
import { still } from "./picture/still";
import { isWhole } from "./picture/whole";

// In pixels. Twice the size of the largest avatar in the client, for dense screens.
const SIDE = 320;
// In pixels: a camera's 24 megapixels. Decoded one at a time, they take up to 150 MB.
const MAX_PIXELS = 25_000_000;
// The longest aspect ratio. A strip makes no avatar, and would become large when its short side is scaled to fit.
const MAX_RATIO = 10;
// Scans: a progressive JPEG has about ten. Each costs up to 30 ms and can be 42 bytes long: 180 kB took 27 s.
const MAX_SCANS = 32;
// Most pictures occupy a core for less than 100 ms; each one that waits holds up to 5 MB.
const inTurn = queue(1, 30);

const formats = new Set<Bun.Image.Format>(["jpeg", "png", "webp", "gif"]);

/**
 * The middle of a picture as 320 × 320 WebP. The format is detected from the bytes, and only pixels are copied: no EXIF with
 * its GPS position, no profile, nothing that another program could interpret. What is not entirely a picture of these
 * formats is `invalid`.
 */
export const square = (bytes: Uint8Array): Promise<Uint8Array> =>
  inTurn(async () => {
    try {
      const image = new Bun.Image(still(bytes), { maxPixels: MAX_PIXELS });
      const { width, height, format } = await image.metadata();
      const [short, long] = [Math.min(width, height), Math.max(width, height)];
      if (!formats.has(format)) throw unreadable();
      if (long > short * MAX_RATIO)
        throw refused("A picture can be at most ten times as long as it is wide.");
      if (format === "jpeg" && scansIn(bytes) > MAX_SCANS) throw unreadable();
      if (!isWhole(format, bytes)) throw unreadable();
      // Rounded up, so that the short side is never below SIDE.
      const box = Math.ceil((SIDE * long) / short);
      const fitted = upright(image, format, bytes).resize(box, box, { fit: "inside" });
      const middle = middleSquare(await fitted.png({ compressionLevel: 0 }).buffer(), SIDE);
      return await new Bun.Image(middle).webp({ quality: 85 }).bytes();
    } catch (error) {
      throw toRefused(error);
    }
  });

const refused = (detail: string) => new Refused("invalid", { detail });
const unreadable = () => refused("This file cannot be read as a picture. Use JPEG, PNG, WebP or GIF.");

function toRefused(error: unknown): unknown {
  const { code } = error as { code?: unknown };
  if (code === "ERR_IMAGE_TOO_MANY_PIXELS") return refused("At most 25 megapixels.");
  return String(code).startsWith("ERR_IMAGE_") ? unreadable() : error;
}

/**
 * Counts the scans of a JPEG, in the form that libjpeg accepts: the marker, and a length that fits the number of components
 * after it. Never counts too few, and hardly ever one too many.
 */
function scansIn(jpeg: Uint8Array): number {
  let count = 0;
  // Byte by byte: the worst case, 5 MB of nothing but scan markers, takes some milliseconds.
  for (let at = 0; at + 4 < jpeg.length; at++) {
    if (jpeg[at] !== 0xff || jpeg[at + 1] !== 0xda || jpeg[at + 2] !== 0) continue;
    const [length, components] = [jpeg[at + 3]!, jpeg[at + 4]!];
    if (components <= 4 && length === 6 + 2 * components) count++;
  }
  return count;
}
