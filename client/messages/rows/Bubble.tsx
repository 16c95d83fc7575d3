import { type JSX, Show } from "solid-js";

import type { Attachment } from "../../../src/protocol/message";
import { Files } from "../../files/Files";
import { filesInWords } from "../../files/told";
import { openProfile } from "../../friends/profile";
import { words } from "../../i18n/words";
import { useChat } from "../../live/chat";
import { EditField, SendingFiles, Source } from "../../shell/extras/extras";
import { Avatar } from "../../ui/Avatar";
import { Extra, Later } from "../../ui/later/Later";
import { lazily } from "../../ui/later/lazily";
import { isEditing, stopEditing } from "../changes/editing";
import { Reactions } from "../changes/reactions/Reactions";
import { mentionsMe } from "../mentions/tokens";
import { Tools } from "../menu/Tools";
import type { Quote } from "../outbox/draft";
import { plainOf } from "../text/marks";
import { Text } from "../text/Text";
import { isDraft, type RowItem, keyOf, type RowContext } from "../view/item";
import { isSameGroup } from "./grouping";
import { Quoted } from "./Quoted";

export interface BubbleProps {
  item: RowItem;
  authorId: string;
  before: RowItem | undefined;
  after: RowItem | undefined;
  text: string;
  files: Attachment[];
  isFaint: boolean;
  quote: Quote | null;
  /** The time, as a screen reader reads it. */
  when: string;
  view: RowContext;
  /** Beside the last bubble of a group. */
  children: JSX.Element;
}

const PreviewCard = lazily(() => import("../../previews/PreviewCard").then(({ PreviewCard: it }) => it));
// Whatever has none is without this.
const hasLink = (text: string): boolean => /[^\s.]\.[^\s.]|:\/\//u.test(text);

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
  const stored = () => (isDraft(props.item) ? undefined : props.item);
  const draft = () => (isDraft(props.item) ? props.item : undefined);
  const editable = () => {
    const message = stored();
    return message && isMine() && !props.isFaint && isEditing(message) ? message : undefined;
  };
  // It mentions me.
  const isCalled = () => {
    const message = stored();
    return message !== undefined && !isMine() && !props.isFaint && mentionsMe(message, chat.me.id);
  };
  const draftNames = () => (draft()?.files ?? []).map((file) => file.name);
  const told = () =>
    [filesInWords(props.files), ...draftNames(), plainOf(props.text, chat.users)]
      .filter((part) => part !== "")
      .join(", ");
  const isLit = () => "seq" in props.item && props.view.isLit(props.item.seq);
  return (
    // No <article>: while messages are selected its role is that of a checkbox.
    <div
      class="message"
      role="article"
      classList={{ mine: isMine(), first: isFirst(), lit: isLit(), called: isCalled() }}
      aria-label={`${name()}, ${told()}, ${props.when}`}
      tabIndex={-1}
      data-key={keyOf(props.item)}
      data-at={props.item.at}
      onPointerEnter={(event) => event.pointerType === "mouse" && props.view.pointAt(props.item)}
      onAnimationEnd={() => isLit() && props.view.unlight()}
    >
      <Show when={!isMine() && isFirst()}>
        <Author id={props.authorId} name={name()} />
      </Show>
      <div class="content" data-content>
        <Show when={props.item.forwardedFrom}>
          {(roomId) => (
            <p class="source">
              <Extra>
                <Source roomId={roomId()} />
              </Extra>
            </p>
          )}
        </Show>
        <Show when={props.quote}>
          {(quote) => <Quoted roomId={props.item.roomId} quote={quote()} onGo={props.view.goTo} />}
        </Show>
        <Show when={draft()?.files}>
          {(files) => (
            <Extra>
              <SendingFiles draft={draft()!} files={files()} />
            </Extra>
          )}
        </Show>
        <Show when={stored() && props.files.length > 0 && stored()}>
          {(message) => (
            <Files message={message()} files={props.files} isTabStop={props.view.isCurrent(message())} />
          )}
        </Show>
        <Show
          when={editable()}
          fallback={props.text ? <Text text={props.text} isFaint={props.isFaint} /> : undefined}
        >
          {(message) => (
            <Later onFailed={stopEditing}>
              <EditField message={message()} />
            </Later>
          )}
        </Show>
        <Show when={hasLink(props.text)}>
          <Extra>
            <PreviewCard item={props.item} view={props.view} />
          </Extra>
        </Show>
      </div>
      <Show when={stored()}>
        {(message) => <Reactions message={message()} isTabStop={props.view.isCurrent(message())} />}
      </Show>
      <span class="beside" data-time translate="no">
        {props.children}
      </span>
      <Show when={pointedAt()}>{(one) => <Tools message={one()} view={props.view} />}</Show>
    </div>
  );
}

// What is hidden from screen readers must not have the focus.
const keepFocus = (event: MouseEvent): void => event.preventDefault();

/** Face and name open the profile, for a mouse or a finger. By keyboard the message's menu does. */
function Author(props: { id: string; name: string }) {
  const chat = useChat();
  const open = () => openProfile(props.id);
  return (
    <>
      <button
        class="face"
        type="button"
        tabIndex={-1}
        aria-hidden="true"
        onMouseDown={keepFocus}
        onClick={open}
      >
        <Avatar id={props.id} name={props.name} url={chat.users.find(props.id)?.avatarUrl} />
      </button>
      <button
        class="author"
        type="button"
        tabIndex={-1}
        dir="auto"
        translate="no"
        aria-haspopup="dialog"
        onClick={open}
      >
        {props.name}
      </button>
    </>
  );
}
