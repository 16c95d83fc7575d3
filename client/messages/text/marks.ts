import { createSignal } from "solid-js";

import type * as markdownModule from "./markdown/markdown";

// What no Markdown, no mention and no address is without. Most messages have none of it, and are shown as they are without
// loading anything.
const MARK = /[*`]|<@|~~|\]\(|:\/\/|[^\s.]\.[^\s.]|^ {0,3}(?:[>-]|\d{1,3}[.)]) /mu;

export const hasMarks = (text: string): boolean => MARK.test(text);

const [markdown, setMarkdown] = createSignal<typeof markdownModule>();
let isLoading = false;

/** What shows a text that may have marks; undefined for one without, and until it is loaded. */
export function markdownFor(text: string): typeof markdownModule | undefined {
  if (!hasMarks(text)) return undefined;
  if (!markdown() && !isLoading) void load();
  return markdown();
}

type Named = Parameters<typeof markdownModule.withNames>[1];

/** The text without its marks, as it is read out and shown in one line. An excerpt may have been cut inside of them. */
export function plainOf(text: string, users: Named, isExcerpt = false): string {
  const loaded = markdownFor(text);
  return loaded ? loaded.withNames(loaded.plainTextOf(text, isExcerpt), users) : text;
}

/** The text as it was written, with the names of those whom it mentions. */
export const withNames = (text: string, users: Named): string =>
  markdownFor(text)?.withNames(text, users) ?? text;

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
