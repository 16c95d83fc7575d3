// The part of the popover API that the page uses, for browsers without it (Chrome before 114, Safari before 17, Firefox before
// 125). There is no top layer: styles/odds.css lays an open popover over everything else.

const OPEN = "data-popover-open";
const openers = new WeakMap<Element, HTMLElement>();

export function install(): void {
  Object.assign(HTMLElement.prototype, {
    showPopover(this: HTMLElement) {
      toggle(this, true);
    },
    hidePopover(this: HTMLElement) {
      toggle(this, false);
    },
    togglePopover(this: HTMLElement) {
      toggle(this, !this.hasAttribute(OPEN));
    },
  });
  // A selector that the browser does not know is an error.
  const matches = Object.getOwnPropertyDescriptor(Element.prototype, "matches")?.value as Element["matches"];
  Object.assign(Element.prototype, {
    matches(this: Element, selector: string) {
      return selector === ":popover-open" ? this.hasAttribute(OPEN) : matches.call(this, selector);
    },
  });
  document.addEventListener("click", onClick);
  document.addEventListener("pointerdown", dismiss);
  document.addEventListener("keydown", onKeyDown);
}

function toggle(popover: HTMLElement, isOpening: boolean): void {
  if (popover.hasAttribute(OPEN) === isOpening) return;
  const states = isOpening
    ? { oldState: "closed", newState: "open" }
    : { oldState: "open", newState: "closed" };
  popover.dispatchEvent(Object.assign(new Event("beforetoggle"), states));
  popover.toggleAttribute(OPEN, isOpening);
  queueMicrotask(() => popover.dispatchEvent(Object.assign(new Event("toggle"), states)));
}

function onClick({ target }: MouseEvent): void {
  const button = target instanceof Element ? target.closest<HTMLElement>("[popovertarget]") : null;
  const popover = document.getElementById(button?.getAttribute("popovertarget") ?? "");
  if (!button || !popover) return;
  openers.set(popover, button);
  toggle(popover, !popover.hasAttribute(OPEN));
}

function dismiss({ target }: Event): void {
  for (const popover of openOnes())
    if (!popover.contains(target as Node) && !openers.get(popover)?.contains(target as Node))
      toggle(popover, false);
}

function onKeyDown(event: KeyboardEvent): void {
  const last = openOnes().at(-1);
  if (event.key !== "Escape" || !last) return;
  // In a dialog Esc would close that instead.
  event.preventDefault();
  toggle(last, false);
  openers.get(last)?.focus();
}

const openOnes = (): HTMLElement[] => [
  ...document.querySelectorAll<HTMLElement>(`[popover="auto"][${OPEN}]`),
];
