import { createSignal, onMount, Show } from "solid-js";

import type { Message } from "../../../src/protocol/message";
import { saveFiles } from "../../files/showing/save";
import { showing } from "../../files/words";
import { openProfile } from "../../friends/profile";
import { words } from "../../i18n/words";
import { useChat } from "../../live/chat";
import { openMenu, type QuickItem } from "../../menus/opened";
import type { Point } from "../../menus/place";
import { attachSwipe } from "../../menus/swipe/swiping";
import { attachMenu } from "../../menus/trigger";
import { Later } from "../../ui/later/Later";
import { lazily } from "../../ui/later/lazily";
import type { MenuItem } from "../../ui/Menu";
import { togglePin, toggleReaction } from "../changes/actions";
import { isChangeable, isText, startEditing } from "../changes/editing";
import { isModerated } from "../changes/rights";
import { changing } from "../changes/words";
import { plainOf } from "../text/marks";
import { copyText } from "./copy";
import { quoteOf } from "./quote";

const SelectText = lazily(() => import("./SelectText").then(({ SelectText: it }) => it));
const Forward = lazily(() => import("../forwarded/Forward").then(({ Forward: it }) => it));
const Selecting = lazily(() => import("../selection/Selecting").then(({ Selecting: it }) => it));
const DeleteMessage = lazily(() => import("../changes/DeleteMessage").then(({ DeleteMessage: it }) => it));
const ChooseReaction = lazily(() =>
  import("../changes/reactions/ChooseReaction").then(({ ChooseReaction: it }) => it),
);
const Reactors = lazily(() => import("../changes/reactions/Reactors").then(({ Reactors: it }) => it));

// What people react with most, as KakaoTalk and Slack offer it.
const QUICK = ["👍", "❤️", "😂", "😮", "😢", "🙏"];

const ROWS = ".message[data-key]";

interface MessageMenuProps {
  list: HTMLElement;
  find: (seq: number) => Message | undefined;
  /** Gets what opens it from a button beside a message. */
  onReady: (openFrom: (message: Message, button: HTMLElement) => void) => void;
}

/** The menu of messages, and swiping them. */
export function MessageMenu(props: MessageMenuProps) {
  const chat = useChat();
  const [first, setFirst] = createSignal<Message>();
  const [selecting, setSelecting] = createSignal<Message>();
  const [deleting, setDeleting] = createSignal<Message>();
  const [reacting, setReacting] = createSignal<Message>();
  const [forwarding, setForwarding] = createSignal<Message>();
  const [listing, setListing] = createSignal<Message>();

  const itemsOf = (message: Message, row: HTMLElement): MenuItem[] => [
    { label: words.reply, onChoose: () => reply(message) },
    ...(isChangeable(message, chat.me.id)
      ? [{ label: changing().edit, onChoose: () => startEditing(message) }]
      : []),
    ...(message.text
      ? [{ label: words.copy, onChoose: () => void copyText(plainOf(message.text, chat.users)) }]
      : []),
    ...saveItem(message),
    { label: changing().forward, onChoose: () => void setForwarding(message) },
    { label: changing().select, onChoose: () => void setFirst(message) },
    ...(message.text ? [{ label: words.menus.selectText, onChoose: () => void setSelecting(message) }] : []),
    ...readersItem(row),
    ...(message.reactions.length > 0
      ? [{ label: changing().whoReacted, onChoose: () => void setListing(message) }]
      : []),
    ...(message.authorId === chat.me.id
      ? []
      : [{ label: words.menus.profile, onChoose: () => openProfile(message.authorId) }]),
    ...(isKeeper(message.roomId)
      ? [
          {
            label: message.pin === undefined ? changing().pin : changing().unpin,
            onChoose: () => void togglePin(message),
          },
        ]
      : []),
    ...(isModerator(message.roomId) || isChangeable(message, chat.me.id)
      ? [{ label: changing().remove, isDangerous: true, onChoose: () => void setDeleting(message) }]
      : []),
  ];

  const quickOf = (message: Message): QuickItem[] => [
    ...QUICK.map((emoji) => {
      const isOn = message.reactions.some((one) => one.emoji === emoji && one.mine);
      return {
        text: emoji,
        label: isOn ? changing().unreactWith(emoji) : changing().reactWith(emoji),
        isOn,
        onChoose: () => void toggleReaction(message, emoji),
      };
    }),
    { text: "＋", label: changing().moreEmoji, onChoose: () => void setReacting(message) },
  ];

  const isModerator = (roomId: string): boolean => isModerated(chat.rooms.find(roomId));
  const isKeeper = (roomId: string): boolean =>
    isModerator(roomId) || chat.rooms.find(roomId)?.kind === "direct";

  const reply = (message: Message) => chat.outbox.quote(message.roomId, quoteOf(message));

  function open(message: Message, about: HTMLElement, at: Point | undefined, isTouch = false): void {
    const [items, quick] = [itemsOf(message, about), quickOf(message)];
    openMenu({ label: words.messageMenu, items, quick, about, at, isTouch });
  }

  /** A draft has no menu, and nothing is left of a deleted message. */
  function textOf(row: HTMLElement): Message | undefined {
    const message = props.find(Number(row.dataset["key"]));
    return message && isText(message) ? message : undefined;
  }

  /** While messages are selected, none of them has anything else to offer. */
  const messageOf = (row: HTMLElement): Message | undefined => (first() ? undefined : textOf(row));

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

  function close(): void {
    setSelecting(undefined);
    setDeleting(undefined);
    setReacting(undefined);
    setListing(undefined);
    setForwarding(undefined);
    setFirst(undefined);
  }

  return (
    <Later onFailed={close}>
      <Show when={selecting()}>{(message) => <SelectText text={message().text} onClose={close} />}</Show>
      <Show when={forwarding()}>{(message) => <Forward messages={[message()]} onClose={close} />}</Show>
      <Show when={first()}>
        {(message) => (
          <Selecting list={props.list} rows={ROWS} first={message()} find={textOf} onClose={close} />
        )}
      </Show>
      <Show when={deleting()}>{(message) => <DeleteMessage message={message()} onClose={close} />}</Show>
      <Show when={listing()}>{(message) => <Reactors message={message()} onClose={close} />}</Show>
      <Show when={reacting()}>{(message) => <ChooseReaction message={message()} onClose={close} />}</Show>
    </Later>
  );
}

function saveItem({ attachments }: Message): MenuItem[] {
  const { length } = attachments;
  const label = length > 1 ? showing().saveAll(length) : showing().save;
  return length > 0 ? [{ label, onChoose: () => saveFiles(attachments) }] : [];
}

/** As a press on the number beside the message; where all have read it, there is none. */
function readersItem(row: HTMLElement): MenuItem[] {
  const number = row.querySelector<HTMLElement>("[data-readers]");
  return number ? [{ label: words.reading.whoHasRead, onChoose: () => number.click() }] : [];
}
