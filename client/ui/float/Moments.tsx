import { createSignal, onCleanup, onMount, Show } from "solid-js";

import { momentInFullOf } from "../../i18n/words";
import { createFloating } from "./floating";
import { createRest } from "./rest";

// In ms: how long it stays after a tap.
const TAPPED_MS = 3000;

interface Moment {
  anchor: HTMLElement;
  at: number;
}

/**
 * The full date of a time: when the pointer rests on it, when what it belongs to gets the focus by keyboard, or by a tap. A
 * `title` shows for a mouse only. `data-at` is on the time or around it; `data-time` is where it shows if there is no time.
 * Not for screen readers: this is for the eyes, and to them the first message of a day says its date.
 */
export function Moments() {
  const [moment, setMoment] = createSignal<Moment>();
  const close = () => setMoment(undefined);
  const rest = createRest(open, close);
  let timer: ReturnType<typeof setTimeout> | undefined;

  onMount(() => {
    const listeners = Object.entries({ pointerover, pointerout, pointerup, focusin, focusout: close });
    for (const [type, listen] of listeners) document.addEventListener(type, listen as EventListener);
    onCleanup(() => {
      clearTimeout(timer);
      for (const [type, listen] of listeners) document.removeEventListener(type, listen as EventListener);
    });
  });

  function open(anchor: HTMLElement): void {
    clearTimeout(timer);
    const at = Number(anchor.closest<HTMLElement>("[data-at]")?.dataset["at"]);
    if (at > 0) setMoment({ anchor, at });
  }

  function pointerover({ target, pointerType }: PointerEvent): void {
    const time = timeAt(target);
    if (time && pointerType === "mouse") rest.enter(time);
  }

  function pointerout({ target }: PointerEvent): void {
    if (timeAt(target)) rest.leave();
  }

  function pointerup({ target, pointerType }: PointerEvent): void {
    const time = timeAt(target);
    if (!time || pointerType === "mouse") return;
    open(time);
    timer = setTimeout(close, TAPPED_MS);
  }

  function focusin({ target }: FocusEvent): void {
    if (!(target instanceof HTMLElement) || !target.matches(":is(a, [data-at]):focus-visible")) return;
    const time = target.querySelector<HTMLElement>("[data-time], time");
    if (time) open(time);
  }

  return (
    <Show when={moment()} keyed>
      {(one) => <FullDate moment={one} onClose={close} onEnter={rest.stay} onLeave={rest.leave} />}
    </Show>
  );
}

function FullDate(props: { moment: Moment; onClose: () => void; onEnter: () => void; onLeave: () => void }) {
  const { attach } = createFloating({ anchor: () => props.moment.anchor, onClose: () => props.onClose() });
  return (
    <p
      class="full-date"
      aria-hidden="true"
      ref={attach}
      onPointerEnter={() => props.onEnter()}
      onPointerLeave={() => props.onLeave()}
    >
      {momentInFullOf(props.moment.at)}
    </p>
  );
}

// In a link a tap is for the link, and what floats would be in the way of the other links: there the time has a title.
const timeAt = (target: EventTarget | null): HTMLElement | null => {
  const time = target instanceof Element ? target.closest<HTMLElement>("time") : null;
  return time?.closest("[data-at]") && !time.closest("a") ? time : null;
};
