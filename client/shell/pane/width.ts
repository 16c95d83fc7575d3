import { createSignal } from "solid-js";

// How wide the page is, as far as its division depends on it. The sheets have the same widths; in rem, so that a large font
// of the browser counts like a narrow page.

/** A list and a room beside each other; below it one of them at a time. */
export const hasTwoPanes = matching("(width >= 44rem)");

/** A third pane for the info beside the room; below it the info is a drawer. */
export const hasDock = matching("(width >= 68.75rem)");

/** The info is open unless someone has closed it. */
export const isVeryWide = matching("(width >= 90rem)");

function matching(query: string): () => boolean {
  const media = matchMedia(query);
  const [matches, setMatches] = createSignal(media.matches);
  media.addEventListener("change", () => setMatches(media.matches));
  return matches;
}
