import { onCleanup } from "solid-js";

/**
 * Keeps the house as high as what is seen of it. Safari lays its keyboard over the page and tells only the visual
 * viewport; the others make the page itself lower. A page that someone has zoomed into is left alone.
 */
export function fitAboveKeyboard(): void {
  const seen = window.visualViewport;
  if (!seen) return;
  const root = document.documentElement;
  const fit = () => {
    const isCovered = seen.scale === 1 && seen.height < window.innerHeight - 1;
    if (isCovered) root.style.setProperty("--seen", `${seen.height}px`);
    else root.style.removeProperty("--seen");
    // It has scrolled the page to bring the field into view, which it is in now.
    if (isCovered) window.scrollTo(0, 0);
  };
  seen.addEventListener("resize", fit);
  onCleanup(() => {
    seen.removeEventListener("resize", fit);
    root.style.removeProperty("--seen");
  });
}
