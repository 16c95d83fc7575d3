import { fileTypeFromBuffer } from "file-type";

import { contentOf, files, thumbnailOf } from "../../db/files/files";
import { history, type Upload } from "../../db/history/history";
import { inPlace } from "../capacity/places";
import { queue } from "../capacity/queue";
import { Refused } from "../errors";
import { filesMade } from "../measures";
import { type ShownPicture, shown } from "../pictures/shown";
import type { NewFile } from "./model";
import { tidyName } from "./names";
import { contentOfParts, type Unfinished } from "./uploads/parts";

// An upload that is whole becomes a file. What it is, its bytes say: a name, or what the sender says of it, is not asked.

const MB = 1024 * 1024;
// Larger ones stay files: each is in memory as a whole.
const MAX_PICTURE = 30 * MB;
// In bytes: where each format that is known says what it is.
const HEAD = 64 * 1024;
const UNKNOWN = "application/octet-stream";

type Made = Pick<Upload, "mediaType" | "size" | "hasThumbnail" | "sha256"> & Partial<Upload>;

/** Stores the content, then the thumbnail, then the upload: a crash in between leaves what a sweep removes. */
export async function make(unfinished: Unfinished, asked: NewFile): Promise<void> {
  const { id, ownerId } = unfinished;
  const mediaType = voiceTypeOf(await typeOf(unfinished), asked);
  const made = (await madeOfPicture(unfinished, mediaType)) ?? (await madeOfBytes(unfinished, mediaType));
  await history.uploads.add({
    id,
    name: tidyName(asked.name),
    ...made,
    ...saidOf(asked, made.mediaType),
    ownerId,
    at: Date.now(),
  });
  filesMade.add(kindOf(made.mediaType));
}

function kindOf(mediaType: string): string {
  const [kind = ""] = mediaType.split("/");
  if (kind === "image") return "picture";
  return kind === "video" || kind === "audio" ? kind : "other";
}

async function typeOf(unfinished: Unfinished): Promise<string> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const bytes of contentOfParts(unfinished)) {
    parts.push(bytes);
    if ((size += bytes.length) >= HEAD) break;
  }
  const found = await fileTypeFromBuffer(Buffer.concat(parts).subarray(0, HEAD));
  return found?.mime ?? UNKNOWN;
}

// WebM and MP4 begin alike, whatever is in them. One with a waveform is a voice message.
const voiceTypeOf = (mediaType: string, { waveform }: NewFile): string =>
  waveform === undefined ? mediaType : mediaType.replace(/^video\//, "audio/");

const pictures = new Set(["image/jpeg", "image/png", "image/apng", "image/webp", "image/gif"]);

/** Null where it is no picture that can be read here. */
async function madeOfPicture(unfinished: Unfinished, mediaType: string): Promise<Made | null> {
  const { id, ownerId, size } = unfinished;
  if (!pictures.has(mediaType) || size > MAX_PICTURE) return null;
  return inPlace({ address: ownerId, size }, async () => {
    const picture = await read(unfinished);
    if (!picture) return null;
    const { bytes, thumbnail, format, width, height, blurhash, isMoving } = picture;
    // What is written is not ours any more.
    const [shownSize, sha256] = [bytes.length, new Bun.CryptoHasher("sha256").update(bytes).digest("hex")];
    await write(contentOf(id), bytes);
    await write(thumbnailOf(id), thumbnail);
    return {
      mediaType: `image/${format}`,
      size: shownSize,
      width,
      height,
      hasThumbnail: true,
      blurhash,
      ...(isMoving && { animated: true }),
      sha256,
    };
  });
}

async function read(unfinished: Unfinished): Promise<ShownPicture | null> {
  try {
    return await shown(Buffer.concat(await Array.fromAsync(contentOfParts(unfinished))));
  } catch (error) {
    // Broken, or beyond the limits: people get it as any other file.
    if (error instanceof Refused && error.code === "invalid") return null;
    throw error;
  }
}

// Each reads and writes all of it.
const inTurn = queue(2, 1000);

const madeOfBytes = (unfinished: Unfinished, detected: string): Promise<Made> =>
  inTurn(() => assembled(unfinished, detected));

async function assembled(unfinished: Unfinished, detected: string): Promise<Made> {
  const { id, size } = unfinished;
  const hasher = new Bun.CryptoHasher("sha256");
  async function* hashed() {
    for await (const bytes of contentOfParts(unfinished)) {
      hasher.update(bytes);
      yield bytes;
    }
  }
  await files.write(contentOf(id), hashed(), size);
  // Said of a picture that is none to us, it would be shown as one.
  const mediaType = detected.startsWith("image/") ? UNKNOWN : detected;
  return { mediaType, size, hasThumbnail: false, sha256: hasher.digest("hex") };
}

async function write(name: string, bytes: Uint8Array): Promise<void> {
  async function* all() {
    yield bytes;
  }
  await files.write(name, all(), bytes.length);
}

/** Of audio and video the sender's word is enough: it decides how they are shown, and nothing else. */
function saidOf({ durationMs, width, height, waveform }: NewFile, mediaType: string): Partial<Upload> {
  const isVideo = mediaType.startsWith("video/");
  if (!isVideo && !mediaType.startsWith("audio/")) return {};
  return {
    ...(durationMs !== undefined && { durationMs }),
    ...(isVideo && width !== undefined && height !== undefined && { width, height }),
    ...(waveform !== undefined && { waveform }),
  };
}
