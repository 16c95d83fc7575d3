import { createEffect, createUniqueId, on, onCleanup, onMount, Show, untrack } from "solid-js";
import { Portal } from "solid-js/web";

import type { Message } from "../../../src/protocol/message";
import { momentInFullOf, words } from "../../i18n/words";
import { useChat } from "../../live/chat";
import { Dialog } from "../../ui/Dialog";
import { createFloating } from "../../ui/float/floating";
import { ReaderList } from "./ReaderList";
import { createReaders } from "./readers";

/** A message, and its number on screen. */
export interface Numbered {
  message: Message;
  number: HTMLElement;
}

interface CardProps {
  of: Numbered;
  /** It was opened by a press, and gets the focus. */
  isPressed: boolean;
  onClose: () => void;
  /** The pointer has come to it, or left it. */
  onEnter: () => void;
  onLeave: () => void;
}

/** Belongs to one message. */
export function ReadersOf(props: CardProps & { isSheet: boolean }) {
  return (
    <Show when={props.isSheet} fallback={<Card {...props} />}>
      <Sheet of={props.of} onClose={props.onClose} />
    </Show>
  );
}

/**
 * On a phone, from the bottom; and wherever they may be too many for a card. With the date, too, because a finger hits the
 * number before the time.
 */
function Sheet(props: Pick<CardProps, "of" | "onClose">) {
  const { message, number } = untrack(() => props.of);
  const row = number.closest<HTMLElement>("[data-key]");
  const from = createReaders(message);
  // The number that opened it may have melted.
  onCleanup(() => (number.isConnected ? number : row)?.focus({ preventScroll: true }));
  return (
    <Dialog title={words.reading.readers} onClose={() => props.onClose()}>
      <div class="readers-sheet">
        <p class="readers-note">{momentInFullOf(props.of.message.at)}</p>
        <ReaderList from={from} isWhole={true} />
      </div>
    </Dialog>
  );
}

/** Beside the number. Opened by hovering or by focus, it leaves the focus where it is; a press moves the focus into it. */
function Card(props: CardProps) {
  const chat = useChat();
  const id = createUniqueId();
  const { message, number } = untrack(() => props.of);
  const row = number.closest<HTMLElement>("[data-key]");
  const from = createReaders(message);
  let card!: HTMLElement;
  const { attach, place } = createFloating({ anchor: () => number, onClose: close });

  onMount(() => {
    number.setAttribute("aria-describedby", id);
    createEffect(on([from.readers, from.hasFailed], place, { defer: true }));
    createEffect(() => props.isPressed && card.focus());
    // The number melts, and with it what belongs to it.
    createEffect(() => chat.unread.of(message) === 0 && close());
  });
  onCleanup(() => number.removeAttribute("aria-describedby"));

  function close(): void {
    // Before it closes: the focus that comes to the number would open it again.
    if (card.contains(document.activeElement))
      (number.isConnected ? number : row)?.focus({ preventScroll: true });
    props.onClose();
  }

  // A press on the number closes it, too, after the focus has moved there.
  function onFocusOut({ relatedTarget }: FocusEvent): void {
    if (relatedTarget instanceof Node && !card.contains(relatedTarget) && relatedTarget !== number)
      props.onClose();
  }

  return (
    <Portal>
      <div
        id={id}
        class="readers"
        role={props.isPressed ? "dialog" : "tooltip"}
        aria-label={words.reading.readers}
        tabIndex={-1}
        ref={(element) => {
          card = element;
          attach(element);
        }}
        onPointerEnter={() => props.onEnter()}
        onPointerLeave={() => props.onLeave()}
        onFocusOut={onFocusOut}
        // It is at the end of the page: the next stop is the one after the number.
        onKeyDown={(event) => event.key === "Tab" && close()}
      >
        <ReaderList from={from} isWhole={false} />
      </div>
    </Portal>
  );
}
