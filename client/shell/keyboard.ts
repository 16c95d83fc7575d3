import { onCleanup } from "solid-js";

/**
 * Keeps the shell as high as the visible part of the page. Safari lays its keyboard over the page and only changes the
 * visual viewport; other browsers make the page itself lower. A page that is zoomed in is left alone.
 */
export function fitAboveKeyboard(): void {
  const seen = window.visualViewport;
  if (!seen) return;
  const root = document.documentElement;
  const fit = () => {
    const isCovered = seen.scale === 1 && seen.height < window.innerHeight - 1;
    if (isCovered) root.style.setProperty("--seen", `${seen.height}px`);
    else root.style.removeProperty("--seen");
    // Safari has scrolled the page to bring the field into view, which it is by now.
    if (isCovered) window.scrollTo(0, 0);
  };
  seen.addEventListener("resize", fit);
  onCleanup(() => {
    seen.removeEventListener("resize", fit);
    root.style.removeProperty("--seen");
  });
}
