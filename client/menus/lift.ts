import { liftAbove } from "./place";

/**
 * Shows a copy of what a sheet is about, above the sheet: the sheet must not cover it, and the list must not be scrolled
 * for it, or it would have to jump back. Returns a function that puts it back.
 */
export function liftFrom(about: HTMLElement, sheet: HTMLElement): () => void {
  const part = about.querySelector("[data-content]") ?? about;
  const [whole, from] = [about.getBoundingClientRect(), part.getBoundingClientRect()];
  // Not its box, which may still be on its way up.
  const to = liftAbove(from, { top: innerHeight - sheet.offsetHeight });

  const copy = about.cloneNode(true) as HTMLElement;
  copy.classList.add("lifted");
  // For the eye only: the sheet has its name, and ids must stay unique.
  copy.inert = true;
  copy.setAttribute("aria-hidden", "true");
  for (const one of [copy, ...copy.querySelectorAll("[id]")]) one.removeAttribute("id");
  Object.assign(copy.style, {
    top: `${whole.top + to.top - from.top}px`,
    left: `${whole.left}px`,
    width: `${whole.width}px`,
  });
  const copied = copy.querySelector<HTMLElement>("[data-content]") ?? copy;
  if (to.height < from.height) Object.assign(copied.style, { height: `${to.height}px`, overflow: "hidden" });

  sheet.before(copy);
  about.toggleAttribute("data-lifted", true);
  return () => {
    copy.remove();
    about.removeAttribute("data-lifted");
  };
}
