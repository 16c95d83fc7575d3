import type { OutboxFile } from "../../messages/outbox/draft";

// What a file that was chosen here is, before the server has said it.

type Chosen = Pick<OutboxFile, "name" | "mediaType" | "size">;

// The server reads pictures up to this size, in bytes; larger ones stay files.
const LARGEST_PICTURE = 30 * 1024 * 1024;
// Browsers often have no media type for them.
const UNREAD = /\.(?:heic|heif|avif)$/iu;

/** A picture that others get as a file, because the server cannot make a smaller one of it. */
export const staysFile = ({ name, mediaType, size }: Chosen): boolean =>
  /^image\/(?:heic|heif|avif)/u.test(mediaType) ||
  UNREAD.test(name) ||
  (mediaType.startsWith("image/") && size > LARGEST_PICTURE);

export const isClip = ({ mediaType }: Pick<Chosen, "mediaType">): boolean => mediaType.startsWith("video/");
/** It is shown as a tile. */
export const hasPreview = (file: Pick<Chosen, "mediaType">): boolean =>
  /^(?:image|video)\//u.test(file.mediaType);
