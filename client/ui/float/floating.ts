import { onCleanup, onMount } from "solid-js";

import { placeBeside } from "./place";

interface Floating {
  anchor: () => HTMLElement;
  onClose: () => void;
}

/**
 * Keeps a fixed element beside its anchor while the page scrolls, and closes it by Escape, by a press elsewhere, and once the
 * anchor is gone or out of view. Returns its ref, and a function that places it again after its size has changed.
 */
export function createFloating({ anchor, onClose }: Floating) {
  let float!: HTMLElement;

  function place(): void {
    const home = anchor();
    const { left, right, top, bottom } = home.getBoundingClientRect();
    if (!home.isConnected || bottom < 0 || top > innerHeight) return onClose();
    const size = { width: float.offsetWidth, height: float.offsetHeight };
    const page = { width: document.documentElement.clientWidth, height: innerHeight };
    const { x, y } = placeBeside({ left, right, top, bottom }, size, page);
    float.style.left = `${x}px`;
    float.style.top = `${y}px`;
  }

  // What floats is on top: others that close by Escape stay.
  function onKeyDown(event: KeyboardEvent): void {
    if (event.key !== "Escape" || event.isComposing) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    onClose();
  }

  function onPointerDown({ target }: Event): void {
    if (target instanceof Node && !float.contains(target) && !anchor().contains(target)) onClose();
  }

  onMount(() => {
    place();
    addEventListener("scroll", place, { capture: true, passive: true });
    addEventListener("resize", place);
    document.addEventListener("keydown", onKeyDown, true);
    document.addEventListener("pointerdown", onPointerDown, true);
  });
  onCleanup(() => {
    removeEventListener("scroll", place, { capture: true });
    removeEventListener("resize", place);
    document.removeEventListener("keydown", onKeyDown, true);
    document.removeEventListener("pointerdown", onPointerDown, true);
  });

  return { attach: (element: HTMLElement): void => void (float = element), place };
}
