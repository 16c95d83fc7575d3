import { onCleanup } from "solid-js";

import type { Point } from "../view/item";

// In ms and px: as long as phones take for a long press, and how far a finger may tremble in it.
const LONG = 450;
const TREMBLE = 10;

/**
 * Ways to ask a message for its menu without a mouse: a long press, or on the focused message Enter, the menu key or
 * Shift+F10.
 */
export function createHold(open: (at: Point) => unknown): (element: HTMLElement) => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let start: Point = { x: 0, y: 0 };
  const drop = () => clearTimeout(timer);
  onCleanup(drop);

  function onPointerDown({ pointerType, clientX, clientY }: PointerEvent): void {
    if (pointerType !== "touch") return;
    start = { x: clientX, y: clientY };
    drop();
    timer = setTimeout(() => open(start), LONG);
  }

  function onPointerMove({ clientX, clientY }: PointerEvent): void {
    if (Math.hypot(clientX - start.x, clientY - start.y) > TREMBLE) drop();
  }

  function onKeyDown(event: KeyboardEvent): void {
    const { key, shiftKey, target } = event;
    const isAsked = key === "Enter" || key === "ContextMenu" || (key === "F10" && shiftKey);
    if (!isAsked || !(target instanceof HTMLElement) || !target.matches("article")) return;
    event.preventDefault();
    const { left, bottom } = (target.querySelector("[data-content]") ?? target).getBoundingClientRect();
    open({ x: left, y: bottom });
  }

  return (element) => {
    element.addEventListener("pointerdown", onPointerDown);
    element.addEventListener("pointermove", onPointerMove);
    for (const end of ["pointerup", "pointercancel"]) element.addEventListener(end, drop);
    element.addEventListener("keydown", onKeyDown);
  };
}
