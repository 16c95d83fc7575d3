import { encode } from "blurhash";

import { pixelsOf } from "./crop";
import { withoutMetadata } from "./formats/metadata";
import { orientationOf } from "./formats/orientation";
import { inTurn, readable, type PictureFormat } from "./picture";

// A picture as others get it, and what is shown of it before and instead.

// In pixels: twice the width of a bubble, for dense screens.
const THUMBNAIL = 640;
const THUMBNAIL_QUALITY = 80;
// Where a picture must be turned: what a camera's has.
const QUALITY = 92;
// A blurhash has so few colours that more pixels change nothing.
const HASHED = 32;
const [COLUMNS, ROWS] = [4, 3];

/** `bytes`: the picture, upright and without metadata; `width` and `height` are its own. */
export type ShownPicture = {
  bytes: Uint8Array;
  format: PictureFormat;
  width: number;
  height: number;
  isMoving: boolean;
  thumbnail: Uint8Array;
  blurhash: string;
};

/** What is no picture, or one beyond the limits, is `invalid`. */
export const shown = (file: Uint8Array): Promise<ShownPicture> =>
  inTurn(async () => {
    const { image, format, isMoving } = await readable(file);
    const bytes = await cleaned(file, format, image);
    const { width, height } = await new Bun.Image(bytes).metadata();
    const box = Math.min(THUMBNAIL, Math.max(width, height));
    const thumbnail = await image
      .resize(box, box, { fit: "inside" })
      .webp({ quality: THUMBNAIL_QUALITY })
      .bytes();
    return { bytes, format, width, height, isMoving, thumbnail, blurhash: await blurhashOf(thumbnail) };
  });

/** Only a picture that lies on its side is written anew. */
async function cleaned(file: Uint8Array, format: PictureFormat, image: Bun.Image): Promise<Uint8Array> {
  if (orientationOf(format, file) === 1) return withoutMetadata(format, file);
  if (format === "png") return image.png().bytes();
  return format === "webp"
    ? image.webp({ quality: QUALITY }).bytes()
    : image.jpeg({ quality: QUALITY }).bytes();
}

async function blurhashOf(picture: Uint8Array): Promise<string> {
  const small = new Bun.Image(picture).resize(HASHED, HASHED, { fit: "inside" });
  const { pixels, width, height } = pixelsOf(await small.png({ compressionLevel: 0 }).buffer());
  return encode(pixels, width, height, COLUMNS, ROWS);
}
