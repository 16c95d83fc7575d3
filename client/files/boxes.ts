import type { Attachment } from "../../src/protocol/message";

// How much space a message's files have, in the first load: what is in them is loaded later, and must not move anything.

/** What a file is shown as. */
export type FileKind = "picture" | "video" | "sound" | "card";

export function kindOf({ mediaType, hasThumbnail, width, height }: Attachment): FileKind {
  if (mediaType.startsWith("video/")) return "video";
  if (mediaType.startsWith("audio/")) return "sound";
  // The server could not read other pictures, and perhaps the browser cannot, either.
  return mediaType.startsWith("image/") && hasThumbnail && width && height ? "picture" : "card";
}

export const isTile = (file: Attachment): boolean => kindOf(file) === "picture" || kindOf(file) === "video";

/** Of several tiles, how many stand in rows of three; the others stand in rows of two. */
export const inThrees = (tiles: number): number => tiles - 2 * ((3 - (tiles % 3)) % 3);

// Height by width. Longer ones are cropped; the viewer shows them whole.
const [FLATTEST, LONGEST] = [0.4, 1.5];
const OF_VIDEO = 9 / 16;

/** What styles/files/boxes.css computes the size of the whole from. */
export function boxOf(files: Attachment[]): Record<`--${string}`, string | number | undefined> {
  const tiles = files.filter(isTile);
  const bars = { "--bars": files.length - tiles.length };
  const [only] = tiles;
  if (only && tiles.length === 1) {
    const { width = 0, height = 0 } = only;
    const ratio = width && height ? height / width : OF_VIDEO;
    const natural = kindOf(only) === "picture" ? { "--natural": `${width}px` } : {};
    return { ...bars, ...natural, "--ratio": Math.min(LONGEST, Math.max(FLATTEST, ratio)) };
  }
  const threes = inThrees(tiles.length);
  return { ...bars, "--ratio": 0, "--twos": (tiles.length - threes) / 2, "--threes": threes / 3 };
}
