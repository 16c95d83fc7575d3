import { createEffect, onCleanup } from "solid-js";

import type { Message } from "../../../src/protocol/message";

interface PickingOptions {
  rows: string;
  /** The message of a row, if it can be selected. */
  find: (row: HTMLElement) => Message | undefined;
  isSelected: (seq: number) => boolean;
  /** `isRange`: with Shift, by mouse or keyboard. */
  onPick: (message: Message, isRange: boolean) => void;
}

/**
 * While messages are selected, each row that can be is a checkbox: a press anywhere on it toggles it, and so do Space and
 * Enter where the focus is. What is inside a row is inert until then, so that no link and no button takes the press. One set
 * of listeners for all rows, also those that come later; the rows themselves know nothing of it.
 */
export function createPicking(list: HTMLElement, { rows, find, isSelected, onPick }: PickingOptions): void {
  const mark = (): void => {
    for (const row of list.querySelectorAll<HTMLElement>(rows)) {
      const message = find(row);
      if (message) markRow(row, isSelected(message.seq));
      else unmarkRow(row);
    }
  };

  const rowOf = ({ target }: Event): HTMLElement | undefined =>
    target instanceof Element ? (target.closest<HTMLElement>(rows) ?? undefined) : undefined;

  // In the capture phase, before the menu and the keys of the list.
  function pick(event: MouseEvent | KeyboardEvent): void {
    const row = rowOf(event);
    const message = row && find(row);
    if (!message) return;
    event.preventDefault();
    event.stopPropagation();
    onPick(message, event.shiftKey);
  }

  function onKeyDown(event: KeyboardEvent): void {
    const { key, ctrlKey, metaKey, altKey, isComposing, defaultPrevented } = event;
    if (ctrlKey || metaKey || altKey || isComposing || defaultPrevented) return;
    if ((key === " " || key === "Enter") && rowOf(event) === event.target) pick(event);
  }

  list.toggleAttribute("data-selecting", true);
  createEffect(mark);
  const changes = new MutationObserver(mark);
  changes.observe(list, { childList: true, subtree: true });
  list.addEventListener("click", pick, true);
  list.addEventListener("keydown", onKeyDown, true);
  onCleanup(() => {
    changes.disconnect();
    list.removeEventListener("click", pick, true);
    list.removeEventListener("keydown", onKeyDown, true);
    list.removeAttribute("data-selecting");
    for (const row of list.querySelectorAll<HTMLElement>(rows)) unmarkRow(row);
  });
}

function markRow(row: HTMLElement, isSelected: boolean): void {
  row.setAttribute("role", "checkbox");
  row.setAttribute("aria-checked", String(isSelected));
  for (const part of row.children) part.toggleAttribute("inert", true);
}

function unmarkRow(row: HTMLElement): void {
  if (!row.hasAttribute("aria-checked")) return;
  row.setAttribute("role", "article");
  row.removeAttribute("aria-checked");
  for (const part of row.children) part.removeAttribute("inert");
}
