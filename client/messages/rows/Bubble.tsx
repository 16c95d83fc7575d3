import { type JSX, Show } from "solid-js";

import { words } from "../../i18n/words";
import { useChat } from "../../live/chat";
import { Avatar } from "../../ui/Avatar";
import { Tools } from "../menu/Tools";
import type { Quote } from "../outbox/draft";
import { isDraft, type RowItem, keyOf, type RowContext } from "../view/item";
import { isSameGroup } from "./grouping";
import { Quoted } from "./Quoted";
import { Text } from "./Text";

export interface BubbleProps {
  item: RowItem;
  authorId: string;
  before: RowItem | undefined;
  after: RowItem | undefined;
  text: string;
  isFaint: boolean;
  quote: Quote | null;
  /** The time, as a screen reader reads it. */
  when: string;
  view: RowContext;
  ref?: (row: HTMLElement) => void;
  /** Beside the last bubble of a group. */
  children: JSX.Element;
}

/** A message's bubble. Consecutive bubbles of one author show the avatar once, and the time once a minute. */
export function Bubble(props: BubbleProps) {
  const chat = useChat();
  const isMine = () => props.authorId === chat.me.id;
  const isFirst = () => !isSameGroup(props.before, props.item, chat.me.id);
  const name = () => (isMine() ? words.myself : chat.users.nameOf(props.authorId));
  const pointedAt = () => {
    const { item, isFaint, view } = props;
    return !isDraft(item) && !isFaint && view.isPointedAt(item) ? item : undefined;
  };
  const isLit = () => "seq" in props.item && props.view.isLit(props.item.seq);
  return (
    <article
      ref={(row) => props.ref?.(row)}
      class="message"
      classList={{ mine: isMine(), first: isFirst(), lit: isLit() }}
      aria-label={`${name()}, ${props.text}, ${props.when}`}
      tabIndex={-1}
      data-key={keyOf(props.item)}
      data-at={props.item.at}
      onPointerEnter={(event) => event.pointerType === "mouse" && props.view.pointAt(props.item)}
      onAnimationEnd={() => isLit() && props.view.unlight()}
    >
      <Show when={!isMine() && isFirst()}>
        <Avatar id={props.authorId} name={name()} url={chat.users.find(props.authorId)?.avatarUrl} />
        <span class="author">{name()}</span>
      </Show>
      <div class="content" data-content>
        <Show when={props.quote}>
          {(quote) => <Quoted roomId={props.item.roomId} quote={quote()} onGo={props.view.goTo} />}
        </Show>
        <Text text={props.text} isFaint={props.isFaint} />
      </div>
      <span class="beside" data-time>
        {props.children}
      </span>
      <Show when={pointedAt()}>{(one) => <Tools message={one()} view={props.view} />}</Show>
    </article>
  );
}
