import { createSignal } from "solid-js";

import type { Attachment, Message } from "../../src/protocol/message";
import type { Brief } from "../messages/menu/excerpt";
import { plainOf } from "../messages/text/marks";
import type * as inWords from "./inWords";

// Messages in one line, also those that are files alone.

type Named = Parameters<typeof plainOf>[1];

const [loaded, learnFiles] = createSignal<Pick<typeof inWords, "filesInWords" | "briefInWords">>();
/** Gets what puts files into words, which is loaded after the first screen. */
export { learnFiles };

/** The words of a message; of one without any, what its files are. */
export const wordsOf = ({ text, attachments }: Pick<Message, "text" | "attachments">, users: Named): string =>
  text ? plainOf(text, users) : filesInWords(attachments);

export const filesInWords = (files: Attachment[]): string =>
  files[0] ? (loaded()?.filesInWords(files) ?? "…") : "";

/** As a quote and a notice have it: the beginning of the words, else what the first file is. */
export const excerptInWords = (brief: Brief, users: Named): string =>
  !brief.excerpt && brief.mediaType
    ? (loaded()?.briefInWords(brief) ?? "…")
    : plainOf(brief.excerpt, users, true);
