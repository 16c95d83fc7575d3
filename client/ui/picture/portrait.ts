// In px. Larger than any avatar on screen; a photo of 10 MB becomes a quick upload.
const EDGE = 640;
const QUALITY = 0.9;

/** The middle of a picture as a square, upright, small enough to send. Throws if the file is no picture. */
export async function portraitOf(file: Blob): Promise<Blob> {
  const picture = await createImageBitmap(file);
  const side = Math.min(picture.width, picture.height);
  const edge = Math.min(side, EDGE);
  const canvas = document.createElement("canvas");
  canvas.width = edge;
  canvas.height = edge;
  const [x, y] = [(picture.width - side) / 2, (picture.height - side) / 2];
  canvas.getContext("2d")?.drawImage(picture, x, y, side, side, 0, 0, edge, edge);
  picture.close();
  return new Promise((resolve, reject) =>
    // A browser that cannot encode WebP returns a PNG, which is fine, too.
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("no picture"))), "image/webp", QUALITY),
  );
}
