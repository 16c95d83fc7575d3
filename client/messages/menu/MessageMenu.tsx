import { createEffect, on, onCleanup, Show } from "solid-js";

import type { Message } from "../../../src/protocol/message";
import { openProfile } from "../../friends/profile";
import { words } from "../../i18n/words";
import { useChat } from "../../live/chat";
import { selectText } from "../transcript/selecting";
import { keyOf, type Point } from "../view/item";
import { copyText } from "./copy";
import { quoteOf } from "./quote";

// In px, between the menu and the edge of the page.
const EDGE = 8;

function selectTextOf(message: Message): void {
  const row = document.querySelector(`[data-key="${keyOf(message)}"]`);
  if (row) selectText(row);
}

/** One menu for all messages. Escape and a press outside close it, and the focus returns to where it was. */
export function MessageMenu(props: {
  roomId: string;
  opened: { message: Message; at: Point } | undefined;
  onClose: () => void;
}) {
  const chat = useChat();
  let menu!: HTMLDivElement;
  let opener: Element | null = null;
  createEffect(
    on(
      () => props.opened,
      (opened) => opened && show(opened.at),
    ),
  );
  // Not the browser's own light dismiss, which takes the end of the long press that opens the menu for a press outside.
  const dismiss = ({ target }: Event) => menu.contains(target as Node) || close();
  document.addEventListener("pointerdown", dismiss);
  onCleanup(() => document.removeEventListener("pointerdown", dismiss));

  function show({ x, y }: Point): void {
    if (!menu.matches(":popover-open")) opener = document.activeElement;
    menu.showPopover();
    const { offsetWidth, offsetHeight } = menu;
    menu.style.left = `${Math.max(EDGE, Math.min(x, innerWidth - offsetWidth - EDGE))}px`;
    menu.style.top = `${Math.max(EDGE, Math.min(y, innerHeight - offsetHeight - EDGE))}px`;
    entries()[0]?.focus();
  }

  function close(): void {
    if (!menu.matches(":popover-open")) return;
    const hadFocus = menu.contains(document.activeElement);
    menu.hidePopover();
    if (hadFocus && opener instanceof HTMLElement) opener.focus({ preventScroll: true });
    props.onClose();
  }

  function pick(use: (message: Message) => void): void {
    const message = props.opened?.message;
    close();
    if (message) use(message);
  }

  function onKeyDown(event: KeyboardEvent): void {
    const all = entries();
    const at = all.indexOf(document.activeElement as HTMLElement);
    const step = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key];
    if (event.key === "Tab" || event.key === "Escape") close();
    if (step === undefined) return;
    event.preventDefault();
    all.at(step % all.length)?.focus();
  }

  const entries = (): HTMLElement[] => [...menu.querySelectorAll<HTMLElement>("[role=menuitem]")];

  return (
    <div
      class="message-menu"
      role="menu"
      aria-label={words.messageMenu}
      popover="manual"
      ref={(element) => (menu = element)}
      onKeyDown={onKeyDown}
    >
      <button
        type="button"
        role="menuitem"
        tabIndex={-1}
        onClick={() => pick((message) => chat.outbox.quote(props.roomId, quoteOf(message)))}
      >
        {words.reply}
      </button>
      <button
        type="button"
        role="menuitem"
        tabIndex={-1}
        onClick={() => pick((message) => void copyText(message.text))}
      >
        {words.copy}
      </button>
      <Show when={props.opened?.message.authorId !== chat.me.id}>
        <button
          type="button"
          role="menuitem"
          tabIndex={-1}
          onClick={() => pick((message) => openProfile(message.authorId))}
        >
          {words.people.profile(chat.users.nameOf(props.opened?.message.authorId ?? chat.me.id))}
        </button>
      </Show>
      <button
        class="by-touch"
        type="button"
        role="menuitem"
        tabIndex={-1}
        onClick={() => pick((message) => selectTextOf(message))}
      >
        {words.odds.selectText}
      </button>
    </div>
  );
}
