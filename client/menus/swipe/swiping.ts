import { onCleanup } from "solid-js";

import { openedMenu } from "../opened";
import { beginSwipe, isFar, moveSwipe, type Swipe } from "./swipe";

interface SwipingOptions {
  items: string;
  canReply: (item: HTMLElement) => boolean;
  onReply: (item: HTMLElement) => void;
}

/**
 * Swiping a message replies to it. The style sheet leaves only vertical panning to the browser (`touch-action`), which then
 * cancels the pointer: a message never follows a finger that scrolls. A page that is zoomed in pans both ways instead.
 */
export function attachSwipe(list: HTMLElement, { items, canReply, onReply }: SwipingOptions): void {
  let swipe: Swipe | undefined;
  let item: HTMLElement | undefined;

  function onPointerDown({ pointerType, isPrimary, clientX, clientY, target }: PointerEvent): void {
    end();
    const pressed = target instanceof Element ? target.closest<HTMLElement>(items) : null;
    if (pointerType !== "touch" || !isPrimary || isZoomed() || !pressed || !canReply(pressed)) return;
    item = pressed;
    swipe = beginSwipe(clientX, clientY);
  }

  function onPointerMove({ isPrimary, clientX, clientY }: PointerEvent): void {
    if (!swipe || !item || !isPrimary) return;
    if (openedMenu()) return end();
    const was = isFar(swipe);
    swipe = moveSwipe(swipe, clientX, clientY, getComputedStyle(list).direction === "rtl");
    if (swipe.kind === "other") return end();
    const isArmed = isFar(swipe);
    item.style.setProperty("--swiped", `${swipe.by}px`);
    item.toggleAttribute("data-swiped", swipe.kind === "swipe");
    item.toggleAttribute("data-armed", isArmed);
    if (isArmed && !was) navigator.vibrate?.(10);
  }

  function onPointerUp({ isPrimary }: PointerEvent): void {
    if (!isPrimary) return;
    const replied = swipe && isFar(swipe) ? item : undefined;
    end();
    if (replied) onReply(replied);
  }

  function end(): void {
    item?.style.removeProperty("--swiped");
    item?.removeAttribute("data-swiped");
    item?.removeAttribute("data-armed");
    item = undefined;
    swipe = undefined;
  }

  const onZoom = () => list.toggleAttribute("data-zoomed", isZoomed());

  list.addEventListener("pointerdown", onPointerDown);
  list.addEventListener("pointermove", onPointerMove);
  list.addEventListener("pointerup", onPointerUp);
  list.addEventListener("pointercancel", end);
  visualViewport?.addEventListener("resize", onZoom);
  onCleanup(() => visualViewport?.removeEventListener("resize", onZoom));
}

const isZoomed = (): boolean => (visualViewport?.scale ?? 1) > 1.01;
