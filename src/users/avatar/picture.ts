import { middleSquare } from "../../pictures/crop";
import { inTurn, readable, refused } from "../../pictures/picture";

// In pixels. Twice the size of the largest avatar in the client, for dense screens.
const SIDE = 320;
// In pixels: a camera's 24 megapixels. Decoded, they take up to 150 MB.
const MAX_PIXELS = 25_000_000;
// The longest aspect ratio. A strip makes no avatar, and would become large when its short side is scaled to fit.
const MAX_RATIO = 10;

/**
 * The middle of a picture as 320 × 320 WebP. Only pixels are copied: no EXIF with its GPS position, no profile, nothing that
 * another program could interpret.
 */
export const square = (bytes: Uint8Array): Promise<Uint8Array> =>
  inTurn(async () => {
    const { image, width, height } = await readable(bytes, MAX_PIXELS);
    const [short, long] = [Math.min(width, height), Math.max(width, height)];
    if (long > short * MAX_RATIO) throw refused("A picture can be at most ten times as long as it is wide.");
    // Rounded up, so that the short side is never below SIDE.
    const box = Math.ceil((SIDE * long) / short);
    const fitted = image.resize(box, box, { fit: "inside" });
    const middle = middleSquare(await fitted.png({ compressionLevel: 0 }).buffer(), SIDE);
    return await new Bun.Image(middle).webp({ quality: 85 }).bytes();
  });
