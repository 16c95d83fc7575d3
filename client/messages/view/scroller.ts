import { createSignal, onCleanup, onMount } from "solid-js";
import type { VirtualizerHandle } from "virtua/solid";

// In px: what still counts as the end.
const AT_END = 24;
// Sizes are guesses until a row has been on screen. In ms: how long a place is held until all around it are known.
const SETTLING = 300;

export type Scroller = ReturnType<typeof createScroller>;

/**
 * Where someone stands in the list. At the end it follows what is added; anywhere else it stays, and only people move
 * it. `isWhole`: below the last row comes nothing more. `moved` is told of each change of place or size.
 */
export function createScroller(isWhole: () => boolean, moved: () => void) {
  const [isAtEnd, setAtEnd] = createSignal(true);
  let list!: HTMLElement;
  let rows: VirtualizerHandle | undefined;
  let settling: ReturnType<typeof setTimeout> | undefined;
  let lastTop = 0;

  const sizes = new ResizeObserver(resized);
  onMount(() => sizes.observe(list));
  onCleanup(() => {
    sizes.disconnect();
    clearTimeout(settling);
  });

  const above = (): number => list.scrollTop;
  const below = (): number => list.scrollHeight - list.scrollTop - list.clientHeight;

  /** Another list of rows, the only thing in the view by now. */
  function watch(handle: VirtualizerHandle): void {
    rows = handle;
    if (list.firstElementChild) sizes.observe(list.firstElementChild);
  }

  /** Not at the end, or there, whatever it looks like before sizes are known. */
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
    if (isAtEnd()) list.scrollTop = list.scrollHeight;
  }

  /** Puts a row so that `share` of the view stays free above it. */
  function place(index: number, share: number): void {
    hold(true);
    rows?.scrollToIndex(index, { align: "start", offset: -share * list.clientHeight });
  }

  function settle(): void {
    clearTimeout(settling);
    settling = undefined;
    look();
  }

  function resized(): void {
    follow();
    look();
  }

  function onScroll(): void {
    const isUp = list.scrollTop < lastTop;
    lastTop = list.scrollTop;
    if (isUp && below() >= AT_END) setAtEnd(false);
    look();
  }

  function look(): void {
    if (settling !== undefined) return;
    if (!isWhole()) setAtEnd(false);
    else if (below() < AT_END) setAtEnd(true);
    moved();
  }

  return {
    isAtEnd,
    above,
    below,
    watch,
    hold,
    toEnd,
    follow,
    place,
    look,
    onScroll,
    attach: (element: HTMLElement): void => void (list = element),
    list: (): HTMLElement => list,
    rows: (): VirtualizerHandle | undefined => rows,
    // Who scrolls is not held any longer.
    release: (): void => void (settling !== undefined && settle()),
    isSettling: (): boolean => settling !== undefined,
  };
}
