import type { Attachment } from "../../src/protocol/message";
import { isTile } from "./boxes";

/** What a file is shown as. */
export type FileKind = "picture" | "video" | "sound" | "card";

export function kindOf(file: Attachment): FileKind {
  if (file.mediaType.startsWith("video/")) return "video";
  if (isTile(file)) return "picture";
  return file.mediaType.startsWith("audio/") ? "sound" : "card";
}
