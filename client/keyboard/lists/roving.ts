import { onCleanup } from "solid-js";

import { OF_INPUT_METHOD } from "../shortcuts";
import { createTypeAhead } from "./typeahead";

// In a list of links or buttons, Tab stops once: at the item that had the focus last, else at the current one, else at the
// first. Arrows, Home, End and letters move within. It works on the elements that are there, so it does not matter when
// and by whom they are rendered.

// The part of an item that people know it by.
const NAME = ".room-name, .person-name";

export function attachRoving(list: HTMLElement, items: string): void {
  const { type, isTyping } = createTypeAhead();
  let last: HTMLElement | undefined;
  // The one item with the tab stop. Changing two items is all it takes to move it, however long the list is.
  let stop: HTMLElement | undefined;
  let hasFocus = false;
  const allIn = (element: Element) => [...element.querySelectorAll<HTMLElement>(items)];
  const all = () => allIn(list);

  function setStop(): void {
    const next =
      (last && list.contains(last) && last) ||
      list.querySelector<HTMLElement>(`:is(${items})[aria-current=page]`) ||
      list.querySelector<HTMLElement>(items);
    if (next === stop) return;
    if (stop) stop.tabIndex = -1;
    if (next) next.tabIndex = 0;
    stop = next ?? undefined;
  }

  function onChanges(changes: MutationRecord[]): void {
    for (const { addedNodes } of changes)
      for (const node of addedNodes) if (node instanceof Element) unstop(node);
    keepFocus();
  }

  // Each item that comes is no stop at first.
  function unstop(added: Element): void {
    for (const one of added.matches(items) ? [added as HTMLElement] : allIn(added))
      if (one !== stop) one.tabIndex = -1;
  }

  // An item that moves far, or comes back under another heading, is made anew, and the focus is lost with the old one.
  function keepFocus(): void {
    if (hasFocus && last && !last.isConnected)
      all()
        .find((one) => idOf(one) === idOf(last!))
        ?.focus({ preventScroll: true });
    setStop();
  }

  function onFocusIn({ target }: FocusEvent): void {
    hasFocus = true;
    last = target instanceof Element ? (target.closest<HTMLElement>(items) ?? last) : last;
    setStop();
  }

  // The next Tab into the list comes to the current item, which may have changed meanwhile.
  function onFocusOut({ target, relatedTarget }: FocusEvent): void {
    hasFocus = target instanceof Element && !target.isConnected;
    const current = list.querySelector<HTMLElement>("[aria-current=page]");
    if (current && !(relatedTarget instanceof Node && list.contains(relatedTarget))) last = undefined;
    setStop();
  }

  function onKeyDown(event: KeyboardEvent): void {
    const { target, key, ctrlKey, metaKey, altKey } = event;
    if (ctrlKey || metaKey || altKey || event.isComposing || event.keyCode === OF_INPUT_METHOD) return;
    if (!(target instanceof HTMLElement) || !target.matches(items)) return;
    const now = all();
    const to = destination(key, now, now.indexOf(target));
    if (to === undefined) return;
    // Also at the ends: the page must not scroll, nor take a letter for the composer's.
    event.preventDefault();
    now[to]?.focus();
  }

  function destination(key: string, now: HTMLElement[], from: number): number | undefined {
    switch (key) {
      case "ArrowUp":
        return Math.max(0, from - 1);
      case "ArrowDown":
        return Math.min(now.length - 1, from + 1);
      case "Home":
        return 0;
      case "End":
        return now.length - 1;
      default:
        return isLetter(key) ? (type(key, performance.now(), now.map(nameOf), from) ?? from) : undefined;
    }
  }

  // A space presses the item, unless it is part of a word.
  const isLetter = (key: string): boolean =>
    [...key].length === 1 && (key !== " " || isTyping(performance.now()));

  list.addEventListener("focusin", onFocusIn);
  list.addEventListener("focusout", onFocusOut);
  list.addEventListener("keydown", onKeyDown);
  const changes = new MutationObserver(onChanges);
  changes.observe(list, { childList: true, subtree: true, attributeFilter: ["aria-current"] });
  onCleanup(() => changes.disconnect());
  unstop(list);
  setStop();
}

const idOf = ({ dataset, attributes }: HTMLElement): string | undefined =>
  dataset["person"] ?? attributes.getNamedItem("href")?.value;
const nameOf = (item: HTMLElement): string => (item.querySelector(NAME) ?? item).textContent ?? "";
