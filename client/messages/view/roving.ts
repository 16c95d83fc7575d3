import { createComputed, createEffect, createMemo, createSelector, createSignal, on } from "solid-js";

import { speakerFrom } from "../catchup/speakers";
import { isDraft, type RowItem, keyOf } from "./item";
import type { Scroller } from "./scroller";

// A row can take the focus only once it has been measured, some frames after it was added.
const FRAMES = 30;
// What the focused row answers to. Pressed while a row is still to get the focus, they are meant for that row.
const OF_ROWS = new Set(["Enter", " ", "ContextMenu", "F10"]);

/**
 * Arrow keys, Page Up and Down, Home and End move the focus from message to message; with Shift, the arrows move it from
 * speaker to speaker.
 */
export function createRoving(items: () => RowItem[], scroller: Scroller, toEnd: () => void) {
  const [current, setCurrent] = createSignal<RowItem>();
  const index = createMemo(() => {
    const item = current();
    return item ? items().indexOf(item) : -1;
  });

  // My draft's row is another one once its message has come: a focus in the old row moves to the new one. Computed before the
  // page changes, while the old row is still there.
  let focused: string | undefined;
  createComputed(on(items, () => (focused = keyAt(document.activeElement))));
  createEffect(
    on(items, (all) => {
      const next = focused === undefined ? undefined : successorOf(focused, all);
      if (next) focus(next);
    }),
  );

  function onKeyDown(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey || isControl(event.target)) return;
    const to = event.shiftKey ? speaker(event.key) : destination(event.key);
    if (to === undefined) return;
    event.preventDefault();
    scroller.release();
    if (event.key === "End") toEnd();
    walkTo(Math.max(0, Math.min(items().length - 1, to)));
  }

  function destination(key: string): number | undefined {
    const from = index() < 0 ? lastInView() + 1 : index();
    switch (key) {
      case "ArrowUp":
        return from - 1;
      case "ArrowDown":
        return from + 1;
      case "PageUp":
        return Math.min(from - 1, rowAt(offsetOf(from) - scroller.list().clientHeight));
      case "PageDown":
        return Math.max(from + 1, rowAt(offsetOf(from) + scroller.list().clientHeight));
      case "Home":
        return 0;
      case "End":
        return items().length - 1;
      default:
        return undefined;
    }
  }

  function speaker(key: string): number | undefined {
    if (key !== "ArrowUp" && key !== "ArrowDown") return destination(key);
    const from = index() < 0 ? lastInView() : index();
    const authors = items().map((item) => (isDraft(item) ? "" : item.event ? undefined : item.authorId));
    return speakerFrom(authors, from, key === "ArrowUp" ? -1 : 1) ?? destination(key);
  }

  function walkTo(to: number): void {
    const item = items()[to];
    if (!item) return;
    setCurrent(item);
    scroller.reveal(to);
    focus(item);
  }

  let awaited: RowItem | undefined;
  let pressed: KeyboardEvent[] = [];

  /** Also of a row that is still being rendered. */
  function focus(item: RowItem): void {
    setCurrent(item);
    awaited = item;
    pressed = [];
    tryFocus(item, FRAMES);
  }

  function tryFocus(item: RowItem, frames: number): void {
    const row = scroller.list().querySelector<HTMLElement>(`[data-key="${keyOf(item)}"]`);
    row?.focus({ preventScroll: true });
    const isFocused = row !== null && document.activeElement === row;
    if (isFocused) awaited = undefined;
    if (awaited === item && frames > 0)
      return void requestAnimationFrame(() => awaited === item && tryFocus(item, frames - 1));
    awaited = undefined;
    if (isFocused)
      for (const event of pressed.splice(0)) row.dispatchEvent(new KeyboardEvent("keydown", event));
  }

  // In the capture phase: the row that has the focus until then must not get them.
  function onKeyDownFirst(event: KeyboardEvent): void {
    if (!awaited || !OF_ROWS.has(event.key)) return;
    event.preventDefault();
    event.stopPropagation();
    pressed.push(event);
  }

  // By a click, by Tab, or by `focus`: then somebody may have given the focus to another element since, and keeps it.
  function onFocusIn({ target }: FocusEvent): void {
    const key = keyAt(target);
    if (awaited && keyOf(awaited) === key) awaited = undefined;
    const item = key ? items().find((one) => keyOf(one) === key) : undefined;
    if (item) setCurrent(item);
  }

  const rowAt = (offset: number): number => scroller.rows()?.findItemIndex(offset) ?? 0;
  const offsetOf = (at: number): number => scroller.rows()?.getItemOffset(at) ?? 0;
  const lastInView = (): number => rowAt(scroller.above() + scroller.list().clientHeight - 1);

  const isCurrent = createSelector(current);

  function forget(): void {
    awaited = undefined;
    setCurrent(undefined);
  }

  return { index, isCurrent, focus, onKeyDown, onKeyDownFirst, onFocusIn, forget };
}

const keyAt = (target: EventTarget | null): string | undefined =>
  (target instanceof Element && target.closest("[data-key]")?.getAttribute("data-key")) || undefined;

/** The message that came of the draft with this key, if the draft is gone. */
export const successorOf = (key: string, items: RowItem[]): RowItem | undefined =>
  items.some((item) => keyOf(item) === key)
    ? undefined
    : items.find((item) => !isDraft(item) && item.clientId === key);

// Buttons, links and what plays use some of these keys themselves.
const isControl = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest("a, button, input, video, [role=menu]") !== null;
