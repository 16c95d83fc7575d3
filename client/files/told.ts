import type { Attachment, Message } from "../../src/protocol/message";
import { isolated } from "../browser/direction";
import { words } from "../i18n/words";
import { plainOf } from "../messages/text/marks";
import { shownOf } from "../messages/text/turns";

// Files in words, where a message is told in one line.

type Told = Pick<Message, "text" | "attachments">;

/** The words of a message; of one without any, what its files are. */
export const wordsOf = ({ text, attachments }: Told, users: Parameters<typeof plainOf>[1]): string =>
  text ? plainOf(text, users) : filesInWords(attachments);

/** As a quote and a notice have it: the beginning of the words, else the media type of the first file. */
export const excerptInWords = (
  { excerpt, mediaType }: { excerpt: string; mediaType?: string },
  users: Parameters<typeof plainOf>[1],
): string => (!excerpt && mediaType ? mediaInWords(mediaType) : plainOf(excerpt, users, true));

export function filesInWords(files: Attachment[]): string {
  const [first, second] = files;
  if (!first) return "";
  const [kind] = first.mediaType.split("/");
  if (files.every(({ mediaType }) => mediaType.startsWith(`${kind}/`))) {
    if (kind === "image") return words.told.photos(files.length);
    if (kind === "video") return words.told.videos(files.length);
  }
  if (second) return words.told.files(files.length);
  return first.waveform ? `${words.told.voice} ${lengthOf(first.durationMs)}` : isolated(shownOf(first.name));
}

function mediaInWords(mediaType: string): string {
  const { photos, videos, audio, files } = words.told;
  if (mediaType.startsWith("image/")) return photos(1);
  if (mediaType.startsWith("video/")) return videos(1);
  return mediaType.startsWith("audio/") ? audio : files(1);
}

/** "0:12", "1:02:03" */
export function lengthOf(ms = 0): string {
  const seconds = Math.round(ms / 1000);
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  const two = (count: number) => String(count).padStart(2, "0");
  return `${hours ? `${hours}:${two(minutes)}` : minutes}:${two(seconds % 60)}`;
}
