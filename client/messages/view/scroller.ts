import { createSignal, onCleanup, onMount } from "solid-js";
import type { VirtualizerHandle } from "virtua/solid";

// In px: how near counts as the end.
const AT_END = 24;
// In ms. Row sizes are estimates until a row has been rendered: a position is held until all rows around it are measured.
const SETTLING = 300;

export type Scroller = ReturnType<typeof createScroller>;

/**
 * The scroll position of the list. At the end it follows what is added; elsewhere it stays until someone scrolls.
 * `isWhole`: nothing comes below the last row. `onMoved` is called after each change of position or size.
 */
export function createScroller(isWhole: () => boolean, onMoved: () => void) {
  const [isAtEnd, setAtEnd] = createSignal(true);
  const [isMoreBelow, setMoreBelow] = createSignal(false);
  let list!: HTMLElement;
  let rows: VirtualizerHandle | undefined;
  let settling: ReturnType<typeof setTimeout> | undefined;
  // The row that the list was opened at, until it has settled.
  let placed: { index: number; share: number; top: number } | undefined;
  let [lastTop, lastHeight] = [0, 0];
  // A row that must not move, where it stands in the list's box, and whether the view goes back to the end afterwards.
  let pinned: { row: HTMLElement; top: number; wasAtEnd: boolean } | undefined;

  const sizes = new ResizeObserver(resized);
  onMount(() => sizes.observe(list));
  onCleanup(() => {
    sizes.disconnect();
    clearTimeout(settling);
  });

  const above = (): number => list.scrollTop;
  const below = (): number => list.scrollHeight - list.scrollTop - list.clientHeight;

  /** The list has been replaced by another one. */
  function watch(handle: VirtualizerHandle): void {
    rows = handle;
    if (list.firstElementChild) sizes.observe(list.firstElementChild);
  }

  /** Whether the view is at the end, regardless of what it looks like before sizes are known. */
  function hold(isElsewhere: boolean): void {
    clearTimeout(settling);
    settling = isElsewhere ? setTimeout(settle, SETTLING) : undefined;
    setAtEnd(!isElsewhere);
  }

  function toEnd(): void {
    settle();
    setAtEnd(true);
    follow();
  }

  function follow(): void {
    if (isAtEnd() && !pinned) list.scrollTop = list.scrollHeight;
  }

  /** Scrolls to a row so that `share` of the view stays free above it. */
  function place(index: number, share: number): void {
    hold(true);
    placed = { index, share, top: 0 };
    replace(placed);
  }

  /**
   * Scrolls as little as shows the whole row. The list's own `scrollToIndex` goes back to it for as long as rows are being
   * measured, also once someone has gone elsewhere.
   */
  function reveal(index: number): void {
    if (!rows) return;
    const [top, height] = [rows.getItemOffset(index), list.clientHeight];
    const bottom = top + rows.getItemSize(index);
    if (top < list.scrollTop) list.scrollTop = top;
    else if (bottom > list.scrollTop + height) list.scrollTop = bottom - height;
  }

  // As far down as the list goes by now.
  function replace(to: { index: number; share: number; top: number }): void {
    if (!rows) return;
    list.scrollTop = rows.getItemOffset(to.index) - to.share * list.clientHeight;
    to.top = list.scrollTop;
  }

  /** The row that stays where it is while others are measured; Infinity for the end. */
  function held(): number | undefined {
    if (pinned) return undefined;
    return placed?.index ?? (isAtEnd() ? Infinity : undefined);
  }

  /** At once, so that no frame shows the rows elsewhere: a list that was too short until now could not be held. */
  function measured(): void {
    if (placed && !pinned) replace(placed);
    else follow();
  }

  function settle(): void {
    clearTimeout(settling);
    settling = placed = undefined;
    look();
  }

  function resized(): void {
    if (pinned) holdPinned(pinned);
    else if (placed) {
      hold(true);
      replace(placed);
    } else follow();
    lastHeight = list.scrollHeight;
    look();
  }

  /**
   * Keeps a row where it is, whatever changes its size around it, until it is called without a row of this list. A menu is
   * about a row: a message that arrives, or the keyboard that closes, must not move it away from under the finger.
   */
  function pin(row: HTMLElement | undefined): void {
    const before = pinned;
    pinned = row && list.contains(row) ? { row, top: topOf(row), wasAtEnd: isAtEnd() } : undefined;
    if (before?.wasAtEnd && !pinned) toEnd();
  }

  function holdPinned({ row, top }: { row: HTMLElement; top: number }): void {
    if (row.isConnected) list.scrollTop += topOf(row) - top;
    // What arrives below is not seen.
    if (below() >= AT_END) setAtEnd(false);
  }

  const topOf = (row: HTMLElement): number =>
    row.getBoundingClientRect().top - list.getBoundingClientRect().top;

  // Where rows turn out to be smaller, as when the font arrives, the view moves up, too: only a move without a change of
  // height is the reader's.
  function onScroll(): void {
    const isUp = list.scrollTop < lastTop;
    const isReader = list.scrollHeight === lastHeight;
    // Not where it was put: someone scrolls.
    if (placed && isReader && Math.abs(list.scrollTop - placed.top) > 1) settle();
    if (isReader && isUp && below() >= AT_END) setAtEnd(false);
    else if (!isReader) follow();
    [lastTop, lastHeight] = [list.scrollTop, list.scrollHeight];
    look();
  }

  // Also while a position is held. Below the last row there is only the space for the typing notice.
  function lookBelow(): void {
    const space = list.scrollHeight - (list.firstElementChild?.clientHeight ?? 0);
    setMoreBelow(!isWhole() || below() > Math.max(AT_END, space));
  }

  function look(): void {
    lookBelow();
    if (settling !== undefined) return;
    if (!isWhole()) setAtEnd(false);
    else if (below() < AT_END) setAtEnd(true);
    onMoved();
  }

  return {
    isAtEnd,
    isMoreBelow,
    above,
    below,
    watch,
    hold,
    toEnd,
    follow,
    place,
    reveal,
    held,
    measured,
    pin,
    look,
    onScroll,
    attach: (element: HTMLElement): void => void (list = element),
    list: (): HTMLElement => list,
    rows: (): VirtualizerHandle | undefined => rows,
    // Who scrolls is not held any longer.
    release: (): void => {
      pinned = undefined;
      lastHeight = list.scrollHeight;
      if (settling !== undefined) settle();
    },
    isSettling: (): boolean => settling !== undefined,
  };
}
