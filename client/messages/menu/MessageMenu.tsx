import { createSignal, onMount, Show } from "solid-js";

import type { Message } from "../../../src/protocol/message";
import { openProfile } from "../../friends/profile";
import { words } from "../../i18n/words";
import { useChat } from "../../live/chat";
import { openMenu } from "../../menus/opened";
import type { Point } from "../../menus/place";
import { attachSwipe } from "../../menus/swipe/swiping";
import { attachMenu } from "../../menus/trigger";
import { Later } from "../../ui/later/Later";
import { lazily } from "../../ui/later/lazily";
import type { MenuItem } from "../../ui/Menu";
import { plainOf } from "../text/marks";
import { copyText } from "./copy";
import { quoteOf } from "./quote";

const SelectText = lazily(() => import("./SelectText").then(({ SelectText: it }) => it));

const ROWS = "article.message[data-key]";

interface MessageMenuProps {
  list: HTMLElement;
  find: (seq: number) => Message | undefined;
  /** Gets what opens it from a button beside a message. */
  onReady: (openFrom: (message: Message, button: HTMLElement) => void) => void;
}

/** The menu of messages, and swiping them. */
export function MessageMenu(props: MessageMenuProps) {
  const chat = useChat();
  const [selecting, setSelecting] = createSignal<Message>();

  const itemsOf = (message: Message, row: HTMLElement): MenuItem[] => [
    { label: words.reply, onChoose: () => reply(message) },
    { label: words.copy, onChoose: () => void copyText(plainOf(message.text)) },
    { label: words.menus.selectText, onChoose: () => void setSelecting(message) },
    ...readersItem(row),
    ...(message.authorId === chat.me.id
      ? []
      : [{ label: words.menus.profile, onChoose: () => openProfile(message.authorId) }]),
  ];

  const reply = (message: Message) => chat.outbox.quote(message.roomId, quoteOf(message));

  function open(message: Message, about: HTMLElement, at: Point | undefined, isTouch = false): void {
    openMenu({ label: words.messageMenu, items: itemsOf(message, about), about, at, isTouch });
  }

  /** A draft has no menu, and nothing is left of a deleted message. */
  function messageOf(row: HTMLElement): Message | undefined {
    const message = props.find(Number(row.dataset["key"]));
    return message?.kind === "text" && message.deletedAt === null ? message : undefined;
  }

  onMount(() => {
    props.onReady(openFrom);
    attachMenu(props.list, {
      items: ROWS,
      isOnEnter: true,
      open: ({ item, at, isTouch }) => {
        const message = messageOf(item);
        if (message) open(message, item, at, isTouch);
        return message !== undefined;
      },
    });
    attachSwipe(props.list, {
      items: ROWS,
      canReply: (row) => messageOf(row) !== undefined,
      onReply: (row) => {
        const message = messageOf(row);
        if (message) reply(message);
      },
    });
  });

  function openFrom(message: Message, button: HTMLElement): void {
    const { left, bottom } = button.getBoundingClientRect();
    open(message, button.closest<HTMLElement>(ROWS) ?? button, { x: left, y: bottom });
  }

  const close = () => setSelecting(undefined);
  return (
    <Show when={selecting()}>
      {(message) => (
        <Later onFailed={close}>
          <SelectText text={message().text} onClose={close} />
        </Later>
      )}
    </Show>
  );
}

/** As a press on the number beside the message; where all have read it, there is none. */
function readersItem(row: HTMLElement): MenuItem[] {
  const number = row.querySelector<HTMLElement>("[data-readers]");
  return number ? [{ label: words.reading.whoHasRead, onChoose: () => number.click() }] : [];
}
