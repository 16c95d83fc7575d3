import { createSignal, onCleanup, onMount, Show } from "solid-js";

import { isNewDay } from "../rows/grouping";
import type { RowItem } from "../view/item";
import type { Scroller } from "../view/scroller";
import { dayLabelOf } from "./label";
import { pillOf } from "./topmost";

// In ms: how long it stays after the last movement.
const STAYS_MS = 1200;

/**
 * While one scrolls through the history: the day of the topmost message. Not for screen readers, which have the days' own
 * lines; and not for the keyboard, because it would cover the row that has the focus.
 */
export function DayPill(props: { items: RowItem[]; scroller: Scroller }) {
  const [at, setAt] = createSignal<number>();
  const [isShown, setShown] = createSignal(false);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const hide = () => setShown(false);

  onMount(() => {
    const log = props.scroller.list();
    log.addEventListener("scroll", show, { passive: true });
    log.addEventListener("keydown", hide);
    onCleanup(() => {
      clearTimeout(timer);
      log.removeEventListener("scroll", show);
      log.removeEventListener("keydown", hide);
    });
  });

  function show(): void {
    const day = dayAtTop();
    clearTimeout(timer);
    if (day === undefined) return void hide();
    setAt(day);
    setShown(true);
    timer = setTimeout(hide, STAYS_MS);
  }

  function dayAtTop(): number | undefined {
    const { scroller, items } = props;
    const rows = scroller.rows();
    // The view follows new messages, or is just being placed: nobody scrolls.
    if (!rows || scroller.isAtEnd() || scroller.isSettling() || hasKeyboardFocus()) return undefined;
    const index = rows.findItemIndex(scroller.above());
    const item = items[index];
    if (!item) return undefined;
    const above = scroller.above() - rows.getItemOffset(index);
    return pillOf({ at: item.at, above, startsDay: isNewDay(items[index - 1], item) });
  }

  function hasKeyboardFocus(): boolean {
    const log = props.scroller.list();
    return log.matches(":focus-visible") || log.querySelector(":focus-visible") !== null;
  }

  return (
    <Show when={at()}>
      {(day) => (
        <p class="day-pill" classList={{ gone: !isShown() }} aria-hidden="true">
          {dayLabelOf(day())}
        </p>
      )}
    </Show>
  );
}
