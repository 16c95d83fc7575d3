import { createSignal } from "solid-js";

import type * as markdownModule from "./markdown/markdown";

// What no Markdown is without. Most messages have none of it, and are shown as they are without loading anything.
const MARK = /[*`]|~~|\]\(|^ {0,3}(?:[>-]|\d{1,3}[.)]) /mu;

export const hasMarks = (text: string): boolean => MARK.test(text);

const [markdown, setMarkdown] = createSignal<typeof markdownModule>();
let isLoading = false;

/** What shows a text that may have marks; undefined for one without, and until it is loaded. */
export function markdownFor(text: string): typeof markdownModule | undefined {
  if (!hasMarks(text)) return undefined;
  if (!markdown() && !isLoading) void load();
  return markdown();
}

/** The text without its marks, as it is read out and shown in one line. An excerpt may have been cut inside of them. */
export const plainOf = (text: string, isExcerpt = false): string =>
  markdownFor(text)?.plainTextOf(text, isExcerpt) ?? text;

// Until then, and where it cannot be loaded, texts are shown as typed. The next one that is shown loads again.
async function load(): Promise<void> {
  isLoading = true;
  try {
    setMarkdown(await import("./markdown/markdown"));
  } catch (error) {
    console.warn(error);
  }
  isLoading = false;
}
