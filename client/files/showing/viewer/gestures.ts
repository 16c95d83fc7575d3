import { createSignal, onCleanup } from "solid-js";

import { type Frames, panned, type ZoomSpot, STEP, TAP, WHOLE, zoomAt } from "./zoom";

interface GestureOptions {
  stage: () => HTMLElement;
  frames: () => Frames;
  /** 1: the newer one, -1: the older one. */
  onTurn: (by: 1 | -1) => void;
}

// In px and ms: a swipe that turns the page; a tap that moves no further; two of them in a row.
const SWIPE = 60;
const TREMBLE = 10;
const DOUBLE_MS = 300;
// How much a px of the wheel zooms.
const WHEEL = 0.0025;

/** Fingers, mouse and wheel on the picture: pinch, pan, swipe, double tap. */
export function createGestures({ stage, frames, onTurn }: GestureOptions) {
  const [zoom, setZoom] = createSignal(WHOLE);
  /** How far a finger has drawn the picture aside, in px. */
  const [drawn, setDrawn] = createSignal(0);
  const fingers = new Map<number, ZoomSpot>();
  let start: ZoomSpot = { x: 0, y: 0 };
  let hasMoved = false;
  let lastTap = { at: -Infinity, x: 0, y: 0 };

  const spotOf = ({ clientX, clientY }: MouseEvent): ZoomSpot => {
    const { left, top, width, height } = stage().getBoundingClientRect();
    return { x: clientX - left - width / 2, y: clientY - top - height / 2 };
  };
  const isZoomed = () => zoom().scale > 1;

  function reset(): void {
    setZoom(WHOLE);
    setDrawn(0);
    fingers.clear();
  }

  const zoomBy = (factor: number, at: ZoomSpot = { x: 0, y: 0 }): void =>
    void setZoom((now) => zoomAt(now, factor, at, frames()));

  function onPointerDown(event: PointerEvent): void {
    if (event.button !== 0) return;
    stage().setPointerCapture(event.pointerId);
    const spot = spotOf(event);
    fingers.set(event.pointerId, spot);
    if (fingers.size > 1) return void setDrawn(0);
    start = spot;
    hasMoved = false;
  }

  function onPointerMove(event: PointerEvent): void {
    const before = fingers.get(event.pointerId);
    if (!before) return;
    const now = spotOf(event);
    const [other] = [...fingers].filter(([id]) => id !== event.pointerId).map(([, spot]) => spot);
    fingers.set(event.pointerId, now);
    hasMoved ||= other !== undefined || Math.hypot(now.x - start.x, now.y - start.y) > TREMBLE;
    if (other) return pinch(before, now, other);
    if (isZoomed()) setZoom((one) => panned(one, { x: now.x - before.x, y: now.y - before.y }, frames()));
    else if (hasMoved) setDrawn(now.x - start.x);
  }

  function pinch(before: ZoomSpot, now: ZoomSpot, other: ZoomSpot): void {
    const apart = (one: ZoomSpot) => Math.hypot(one.x - other.x, one.y - other.y) || 1;
    const middle = { x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 };
    zoomBy(apart(now) / apart(before), middle);
    setZoom((one) => panned(one, { x: (now.x - before.x) / 2, y: (now.y - before.y) / 2 }, frames()));
  }

  function onPointerUp(event: PointerEvent): void {
    if (!fingers.delete(event.pointerId)) return;
    const by = drawn();
    setDrawn(0);
    if (event.type === "pointercancel" || fingers.size > 0) return;
    if (!hasMoved) tap(event);
    else if (Math.abs(by) > SWIPE) onTurn(by < 0 ? 1 : -1);
  }

  function tap(event: PointerEvent): void {
    const { x, y } = spotOf(event);
    const isSecond =
      event.timeStamp - lastTap.at < DOUBLE_MS && Math.hypot(x - lastTap.x, y - lastTap.y) < SWIPE;
    lastTap = isSecond ? { at: -Infinity, x, y } : { at: event.timeStamp, x, y };
    if (isSecond) setZoom((now) => (now.scale > 1 ? WHOLE : zoomAt(now, TAP, { x, y }, frames())));
  }

  function onWheel(event: WheelEvent): void {
    event.preventDefault();
    zoomBy(Math.exp(-event.deltaY * WHEEL), spotOf(event));
  }

  function attach(element: HTMLElement): void {
    element.addEventListener("pointerdown", onPointerDown);
    element.addEventListener("pointermove", onPointerMove);
    for (const end of ["pointerup", "pointercancel"] as const) element.addEventListener(end, onPointerUp);
    // Not passive, as the browser would zoom the page.
    element.addEventListener("wheel", onWheel, { passive: false });
    onCleanup(() => fingers.clear());
  }

  return {
    zoom,
    drawn,
    isZoomed,
    reset,
    attach,
    closer: (): void => zoomBy(STEP),
    farther: (): void => zoomBy(1 / STEP),
  };
}
