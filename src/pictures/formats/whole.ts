import { chunksOfPng, nameOf } from "./chunks";
import { blocksOfGif, TRAILER } from "./gif";
import { hasJpegEnd } from "./jpeg";

// Decoders accept truncated files: the missing part of a JPEG becomes grey. So the file's end is checked first. (A WebP has
// its length in the header, and Bun.Image checks that.)

/** Whether a file of this format is complete. Bytes after its end are ignored. */
export function isWhole(format: string, bytes: Uint8Array): boolean {
  if (format === "jpeg") return hasJpegEnd(bytes);
  if (format === "png") return hasPngEnd(bytes);
  return format !== "gif" || hasGifEnd(bytes);
}

const IEND = nameOf("IEND");
const hasPngEnd = (bytes: Uint8Array) => chunksOfPng(bytes).some(({ type }) => type === IEND);

const hasGifEnd = (bytes: Uint8Array) => blocksOfGif(bytes).some(({ kind }) => kind === TRAILER);
