import { createEffect, createMemo, createSignal, on, onCleanup, Show } from "solid-js";

import type { Message } from "../../src/protocol/message";
import { words } from "../i18n/words";
import { useChat } from "../live/chat";
import { type Roll, rollOf } from "./roll";

// In ms: a little longer than the animations of reading.css.
const MOTION_MS = 220;

const stillness = matchMedia("(prefers-reduced-motion: reduce)");

/**
 * How many have not read it: beside its bubble, as in KakaoTalk. As people read, the number rolls down, and at zero it melts
 * away. It opens the list of who has not; the log listens for that (readers/Readers.tsx). `isTabStop`: its row has the focus.
 */
export function Count(props: { count: number; isTabStop: boolean }) {
  const [roll, setRoll] = createSignal<Roll>();
  const [melting, setMelting] = createSignal<number>();
  let number: HTMLElement | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  onCleanup(() => clearTimeout(timer));

  createEffect(on(() => props.count, move));

  function move(now: number, before: number | undefined): void {
    settle();
    if (before === undefined || now >= before || !canMove()) return;
    if (now > 0) setRoll(rollOf(before, now));
    else setMelting(before);
    timer = setTimeout(settle, MOTION_MS);
  }

  function settle(): void {
    clearTimeout(timer);
    setRoll(undefined);
    setMelting(undefined);
  }

  // At zero the number is gone already, but not its row.
  let row: Element | null = null;
  const canMove = () =>
    !stillness.matches && document.visibilityState === "visible" && isOnScreen(row ?? undefined);

  function attach(element: HTMLElement): void {
    number = element;
    queueMicrotask(() => (row = element.closest("[data-key]")));
    onCleanup(keepFocus);
  }

  // Without this the focus would fall to the page when the last one has read it.
  function keepFocus(): void {
    if (number === document.activeElement && row instanceof HTMLElement) row.focus({ preventScroll: true });
  }

  return (
    <>
      <Show when={props.count > 0}>
        <button
          class="unread-by"
          type="button"
          data-readers
          translate="no"
          aria-label={words.unreadBy(props.count)}
          aria-haspopup="dialog"
          tabIndex={props.isTabStop ? 0 : -1}
          ref={attach}
        >
          <Show when={roll()} keyed fallback={props.count}>
            {({ still, from, to }) => (
              <>
                {still}
                <span class="roll" data-from={from} data-to={to}>
                  {to}
                </span>
              </>
            )}
          </Show>
        </button>
      </Show>
      <Show when={melting()}>
        {(last) => (
          <span class="unread-by melting" translate="no" aria-hidden="true">
            {last()}
          </span>
        )}
      </Show>
    </>
  );
}

function isOnScreen(element: Element | undefined): boolean {
  const { top, bottom } = element?.getBoundingClientRect() ?? { top: 0, bottom: 0 };
  return bottom > 0 && top < innerHeight;
}

/** The number of a message on screen, kept exact while it is shown. 0 in a room without read counts, too. */
export function createCount(message: () => Message): () => number {
  const { rooms, unread } = useChat();
  const isCounted = () => rooms.find(message().roomId)?.readCounts ?? false;
  createEffect(() => isCounted() && unread.isStale(message()) && void unread.check(message().roomId));
  return createMemo(() => (isCounted() ? unread.of(message()) : 0));
}
