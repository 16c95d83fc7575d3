import { onCleanup } from "solid-js";

import { isSelecting } from "../transcript/selecting";
import type { Point } from "../view/item";

// In ms and px: a long press as phones define it, and how far the finger may move during it.
const LONG = 450;
const TREMBLE = 10;

/**
 * Opens a message's menu without a mouse: by a long press, or on the focused message by Enter, the menu key or Shift+F10.
 */
export function createHold(open: (at: Point) => unknown): (element: HTMLElement) => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let start: Point = { x: 0, y: 0 };
  const drop = () => clearTimeout(timer);
  onCleanup(drop);

  function onPointerDown({ pointerType, clientX, clientY, target }: PointerEvent): void {
    if (pointerType !== "touch" || isSelecting(target)) return;
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
