import { createSignal, onCleanup, onMount, Show } from "solid-js";

import type { Message } from "../../../src/protocol/message";
import { useChat } from "../../live/chat";
import { createRest } from "../../ui/float/rest";
import { Later } from "../../ui/later/Later";
import { lazily } from "../../ui/later/lazily";
import { PAGE } from "./readers";
import type { Numbered } from "./ReadersCard";

const ReadersOf = lazily(() => import("./ReadersCard").then(({ ReadersOf: it }) => it));

// Where dialogs come from the bottom, or where nothing hovers.
const sheets = matchMedia("(max-width: 44rem), (hover: none)");

/**
 * Opens the list of who has read a message, when the pointer rests on its number, when that gets the focus, or by a press.
 * Listens on the whole log, so that rows stay light. `find`: the message of a row's `data-key`.
 */
export function Readers(props: { log: () => HTMLElement; find: (key: string) => Message | undefined }) {
  const { rooms } = useChat();
  const [opened, setOpened] = createSignal<Numbered>();
  const [isPressed, setPressed] = createSignal(false);
  // A card has room for the first of them.
  const isCrowd = () => (rooms.find(opened()?.message.roomId ?? "")?.memberCount ?? 0) > PAGE;
  const isSheet = () => sheets.matches || (isPressed() && isCrowd());
  const rest = createRest((number) => open(number, false), closeUnpressed);

  onMount(() => {
    const log = props.log();
    const listeners = Object.entries({ pointerover, pointerout, focusin, focusout, click });
    for (const [type, listen] of listeners) log.addEventListener(type, listen as EventListener);
    onCleanup(() => {
      for (const [type, listen] of listeners) log.removeEventListener(type, listen as EventListener);
    });
  });

  function open(number: HTMLElement, byPress: boolean): void {
    const message = props.find(keyOf(number));
    if (!message) return;
    setPressed(byPress);
    if (opened()?.number !== number) setOpened({ message, number });
  }

  function close(): void {
    rest.stay();
    setOpened(undefined);
    setPressed(false);
  }

  function closeUnpressed(): void {
    if (!isPressed()) close();
  }

  function pointerover({ target, pointerType }: PointerEvent): void {
    const number = numberAt(target);
    if (number && pointerType === "mouse" && !sheets.matches && !isPressed()) rest.enter(number);
  }

  function pointerout({ target }: PointerEvent): void {
    if (numberAt(target)) rest.leave();
  }

  function focusin({ target }: FocusEvent): void {
    const number = numberAt(target);
    if (number?.matches(":focus-visible") && !sheets.matches && !isPressed()) open(number, false);
  }

  // A sheet has its own ways to close, and takes the focus itself.
  function focusout({ target, relatedTarget }: FocusEvent): void {
    if (!numberAt(target) || isSheet()) return;
    const isInside = relatedTarget instanceof Element && relatedTarget.closest(".readers") !== null;
    if (!isInside && (relatedTarget !== null || !isPressed())) close();
  }

  function click({ target }: MouseEvent): void {
    const number = numberAt(target);
    if (!number) return;
    rest.stay();
    if (isPressed() && opened()?.number === number) close();
    else open(number, true);
  }

  return (
    <Later onFailed={close}>
      <Show when={opened()} keyed>
        {(of) => (
          <ReadersOf
            of={of}
            isSheet={isSheet()}
            isPressed={isPressed()}
            onClose={close}
            onEnter={rest.stay}
            onLeave={rest.leave}
          />
        )}
      </Show>
    </Later>
  );
}

const numberAt = (target: EventTarget | null): HTMLElement | null =>
  target instanceof Element ? target.closest<HTMLElement>("[data-readers]") : null;

const keyOf = (number: HTMLElement): string =>
  number.closest<HTMLElement>("[data-key]")?.dataset["key"] ?? "";
