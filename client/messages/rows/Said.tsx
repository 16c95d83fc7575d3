import { type JSX, Show } from "solid-js";

import { words } from "../../i18n/words";
import { useChat } from "../../live/chat";
import { Avatar } from "../../ui/Avatar";
import { Tools } from "../menu/Tools";
import type { Quote } from "../outbox/draft";
import { isDraft, type Item, keyOf, type View } from "../view/item";
import { isSameBreath } from "./breath";
import { Quoted } from "./Quoted";
import { Text } from "./Text";

export interface SaidProps {
  item: Item;
  authorId: string;
  before: Item | undefined;
  after: Item | undefined;
  text: string;
  isFaint: boolean;
  quote: Quote | null;
  /** What a screen reader says of when. */
  when: string;
  view: View;
  ref?: (row: HTMLElement) => void;
  /** Beside the last of a breath. */
  children: JSX.Element;
}

/** A bubble between its neighbours: people who go on talking show their face once, and the time once a minute. */
export function Said(props: SaidProps) {
  const chat = useChat();
  const isMine = () => props.authorId === chat.me.id;
  const isFirst = () => !isSameBreath(props.before, props.item, chat.me.id);
  const name = () => (isMine() ? words.myself : chat.users.nameOf(props.authorId));
  const pointedAt = () => {
    const { item, isFaint, view } = props;
    return !isDraft(item) && !isFaint && view.isPointedAt(item) ? item : undefined;
  };
  const isLit = () => "seq" in props.item && props.view.isLit(props.item.seq);
  return (
    <article
      ref={(row) => props.ref?.(row)}
      class="said"
      classList={{ mine: isMine(), first: isFirst(), lit: isLit() }}
      aria-label={`${name()}, ${props.text}, ${props.when}`}
      tabIndex={-1}
      data-key={keyOf(props.item)}
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
      <span class="beside">{props.children}</span>
      <Show when={pointedAt()}>{(one) => <Tools message={one()} view={props.view} />}</Show>
    </article>
  );
}
