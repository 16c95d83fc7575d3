import type { Attachment, Message } from "../../src/protocol/message";

// How much space a message's files have, in the first load: what is in them is loaded later, and must not move anything.

export interface FilesProps {
  /** Whose files they are. */
  message: Pick<Message, "roomId" | "seq">;
  files: Attachment[];
  /** Whether Tab goes to them. */
  isTabStop: boolean;
}

/** A picture that the server could read, or a video. Other files are bars. */
export const isTile = ({ mediaType, hasThumbnail, width }: Attachment): boolean =>
  mediaType.startsWith("video/") || (hasThumbnail && width !== undefined);

/** Of several tiles, how many stand in rows of three; the others stand in rows of two. */
export const inThrees = (tiles: number): number => tiles - 2 * ((3 - (tiles % 3)) % 3);

/** What styles/files/boxes.css computes the size of the whole from. */
export function boxOf(files: Attachment[]): Record<`--${string}`, number> {
  const tiles = files.filter(isTile);
  const threes = inThrees(tiles.length);
  // Of a video that does not say.
  const { width = 640, height = 360 } = tiles[0] ?? {};
  return {
    "--width": width,
    "--height": height,
    "--twos": (tiles.length - threes) / 2,
    "--threes": threes / 3,
    "--bars": files.length - tiles.length,
  };
}
