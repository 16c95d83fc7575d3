import type { Attachment } from "../../src/protocol/message";
import { isolated } from "../browser/direction";
import type { Brief } from "../messages/menu/excerpt";
import { shownOf } from "../messages/text/turns";
import { showing } from "./words";

// What a message without words is, in one line. Not part of the first load.

export function filesInWords(files: Attachment[]): string {
  const [first, second] = files;
  if (!first) return "";
  const kind = first.mediaType.split("/")[0] ?? "";
  if (isSeen(kind) && files.every(({ mediaType }) => mediaType.startsWith(`${kind}/`)))
    return showing()[kind](files.length);
  if (second) return showing().several(files.length);
  return first.waveform ? `${showing().voice} ${lengthOf(first.durationMs)}` : isolated(shownOf(first.name));
}

/** All that a quote and a notice know of the files. */
export function briefInWords({ mediaType, fileName, voice }: Brief): string {
  const kind = mediaType?.split("/")[0] ?? "";
  if (isSeen(kind)) return showing()[kind](1);
  if (voice) return showing().voice;
  return fileName ? isolated(shownOf(fileName)) : showing().several(1);
}

const isSeen = (kind: string): kind is "image" | "video" => kind === "image" || kind === "video";

/** "0:12", "1:02:03" */
export function lengthOf(ms = 0): string {
  const seconds = Math.round(ms / 1000);
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  const two = (count: number) => String(count).padStart(2, "0");
  return `${hours ? `${hours}:${two(minutes)}` : minutes}:${two(seconds % 60)}`;
}
