import { queue } from "../capacity/queue";
import { Refused } from "../errors";
import { scansIn } from "./formats/jpeg";
import { upright } from "./formats/orientation";
import { isMoving, still } from "./formats/still";
import { isWhole } from "./formats/whole";

// Pictures that people send: what can be read of them, and within which limits.

// In pixels: a phone's 50 megapixels. Decoded one at a time, they use up to 200 MB.
const MAX_PIXELS = 50_000_000;
// Scans: a progressive JPEG has about ten. Each costs up to 30 ms and can be 42 bytes long: 180 kB took 27 s.
const MAX_SCANS = 32;
// Most pictures occupy a core for less than 100 ms; each one that waits holds its bytes.
const oneByOne = queue(1, 30);

const formats = ["jpeg", "png", "webp", "gif"] as const;
export type PictureFormat = (typeof formats)[number];

/** `image`: its pixels, upright, of the first frame where it moves. `width` and `height` are those of the file. */
export type ReadablePicture = {
  image: Bun.Image;
  format: PictureFormat;
  width: number;
  height: number;
  isMoving: boolean;
};

/** One picture at a time, in the order of the calls: decoding uses a core and much memory. */
export const inTurn = <T>(work: () => Promise<T>): Promise<T> =>
  oneByOne(async () => {
    try {
      return await work();
    } catch (error) {
      throw toRefused(error);
    }
  });

/** The format is detected from the bytes. What is not entirely a picture of these formats is `invalid`. Call it in turn. */
export async function readable(bytes: Uint8Array, maxPixels = MAX_PIXELS): Promise<ReadablePicture> {
  const image = new Bun.Image(still(bytes), { maxPixels });
  const { width, height, format: detected } = await image.metadata();
  const format = formats.find((one) => one === detected);
  if (format === undefined) throw unreadable();
  if (format === "jpeg" && scansIn(bytes) > MAX_SCANS) throw unreadable();
  if (!isWhole(format, bytes)) throw unreadable();
  return { image: upright(image, format, bytes), format, width, height, isMoving: isMoving(format, bytes) };
}

export const refused = (detail: string) => new Refused("invalid", { detail });
const unreadable = () => refused("This file cannot be read as a picture. Use JPEG, PNG, WebP or GIF.");

function toRefused(error: unknown): unknown {
  const { code } = error as { code?: unknown };
  if (code === "ERR_IMAGE_TOO_MANY_PIXELS") return refused("It has too many pixels.");
  return String(code).startsWith("ERR_IMAGE_") ? unreadable() : error;
}
