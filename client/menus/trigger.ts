import { onCleanup } from "solid-js";

import type { Point } from "./place";

// What asks for a context menu: the right button of the mouse, a long press, and on what has the focus the menu key or
// Shift+F10. The browser turns some of these into a `contextmenu` event, but not all of them everywhere: iOS has none for a
// long press, Chrome on Linux shows the page no key for the menu key, Safari has no menu key at all.

export interface MenuAsked {
  item: HTMLElement;
  at: Point | undefined;
  isTouch: boolean;
}

interface TriggerOptions {
  items: string;
  /** Enter opens the menu, too, because it does nothing else there. */
  isOnEnter?: boolean;
  /** Whether it has opened one. */
  open: (asked: MenuAsked) => boolean;
}

// In ms and px: a long press as phones define it, and how far the finger may move during it.
const LONG = 450;
const TREMBLE = 10;
// In ms: after a finger was lifted, its click follows within this time.
const CLICK = 400;

// The browser's own menu is of more use on these, and on selected text.
const OWN = "a[target=_blank], input, textarea";

/** One set of listeners for all items of a list, also those that come later. */
export function attachMenu(list: HTMLElement, { items, isOnEnter = false, open }: TriggerOptions): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let start: Point = { x: 0, y: 0 };
  let isTouch = false;
  const drop = () => clearTimeout(timer);
  onCleanup(drop);

  const itemOf = ({ target }: Event) =>
    target instanceof Element ? (target.closest<HTMLElement>(items) ?? undefined) : undefined;

  function onPointerDown(event: PointerEvent): void {
    isTouch = event.pointerType === "touch";
    drop();
    const item = itemOf(event);
    if (!isTouch || !event.isPrimary || !item) return;
    start = { x: event.clientX, y: event.clientY };
    timer = setTimeout(() => press(item), LONG);
  }

  function press(item: HTMLElement): void {
    if (open({ item, at: start, isTouch: true })) swallowClick();
  }

  function onPointerMove({ clientX, clientY }: PointerEvent): void {
    if (Math.hypot(clientX - start.x, clientY - start.y) > TREMBLE) drop();
  }

  function onContextMenu(event: MouseEvent): void {
    const item = itemOf(event);
    if (!item) return;
    // Android's own long press, which is some ms longer: the timer has opened the menu, or the finger has moved.
    if (isTouch) return event.preventDefault();
    if (isBrowsersOwn(event)) return;
    if (open({ item, at: { x: event.clientX, y: event.clientY }, isTouch: false })) event.preventDefault();
  }

  function onKeyDown(event: KeyboardEvent): void {
    const { key, shiftKey, target } = event;
    isTouch = false;
    const isAsked = key === "ContextMenu" || (key === "F10" && shiftKey) || (isOnEnter && key === "Enter");
    if (!isAsked || event.isComposing || !(target instanceof HTMLElement) || !target.matches(items)) return;
    if (open({ item: target, at: undefined, isTouch: false })) event.preventDefault();
  }

  // A long press on a link would drag it.
  const onDragStart = (event: DragEvent) => isTouch && itemOf(event) && event.preventDefault();

  list.addEventListener("pointerdown", onPointerDown);
  list.addEventListener("pointermove", onPointerMove);
  for (const end of ["pointerup", "pointercancel"]) list.addEventListener(end, drop);
  list.addEventListener("contextmenu", onContextMenu);
  list.addEventListener("keydown", onKeyDown);
  list.addEventListener("dragstart", onDragStart);
}

function isBrowsersOwn({ target }: MouseEvent): boolean {
  if (target instanceof Element && target.closest(OWN)) return true;
  const selection = getSelection();
  return (
    selection !== null &&
    !selection.isCollapsed &&
    target instanceof Node &&
    selection.containsNode(target, true)
  );
}

// The finger is still down. Where it is lifted, some browsers click: on what was pressed, or on the sheet that is there now.
function swallowClick(): void {
  const swallow = (event: Event) => {
    event.preventDefault();
    event.stopPropagation();
  };
  const end = () => removeEventListener("click", swallow, true);
  addEventListener("click", swallow, true);
  for (const up of ["pointerup", "pointercancel"])
    addEventListener(up, () => setTimeout(end, CLICK), { capture: true, once: true });
  // Another press is meant.
  addEventListener("pointerdown", end, { capture: true, once: true });
}
