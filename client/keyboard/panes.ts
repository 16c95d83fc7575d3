// The parts of the page that F6 goes through, in order. Each gets the focus where it had it last.

const PANES = [".tabs", ".side, .settings", ".finding", ".timeline", ".composer", ".news", ".panel"];

// Where a pane takes the focus first, the best place first: what is current, where Tab stops in a list, the field.
const FIRST = ["[aria-current]", "[tabindex='0']", "textarea", "a[href], button, input", "h1[tabindex]"];

const lasts = new WeakMap<Element, HTMLElement>();

/** Remembers where each pane had the focus. The skip link leads away, and a heading is only read out. */
export function rememberFocus({ target }: FocusEvent): void {
  if (!(target instanceof HTMLElement) || target.matches(".skip, h1, h2")) return;
  const pane = target.closest(PANES.join());
  if (pane) lasts.set(pane, target);
}

export function goToPane(step: 1 | -1): void {
  // One without a place for the focus, such as an empty list, would hold it up.
  const panes = PANES.map((pane) => document.querySelector<HTMLElement>(pane)).filter(
    (pane) => isShown(pane) && placeIn(pane),
  ) as HTMLElement[];
  const at = panes.findIndex((pane) => pane.contains(document.activeElement));
  const from = at < 0 && step < 0 ? panes.length : at;
  const pane = panes[(from + step + panes.length) % panes.length];
  if (pane) placeIn(pane)?.focus();
}

/** What people come to the page for: the messages of the open room, else the list, else the heading. */
export function skipToContent(): void {
  const content = [".room-view .log", ".finding", ".side", ".settings", "main"]
    .map((place) => document.querySelector<HTMLElement>(place))
    .find(isShown);
  if (content) (content.matches("[tabindex]") ? content : placeIn(content))?.focus();
}

function placeIn(pane: HTMLElement): HTMLElement | undefined {
  const last = lasts.get(pane);
  if (last?.isConnected && pane.contains(last) && isShown(last)) return last;
  return FIRST.flatMap((place) => [...pane.querySelectorAll<HTMLElement>(place)]).find(isShown);
}

// The search hides what is below it, which keeps its place.
const isShown = (element: HTMLElement | null): element is HTMLElement =>
  element !== null &&
  element.getClientRects().length > 0 &&
  getComputedStyle(element).visibility === "visible";
