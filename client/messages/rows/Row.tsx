import { Match, Show, Switch } from "solid-js";

import type { Message } from "../../../src/protocol/message";
import { dayOf, timeOf, words } from "../../i18n/words";
import { useChat } from "../../live/chat";
import { Count, createCount } from "../../reading/Count";
import { Ribbon } from "../catchup/Ribbon";
import { dayLabelOf } from "../days/label";
import { eventText } from "../event";
import { createHold } from "../menu/hold";
import { isDraft, type RowItem, keyOf, type RowContext } from "../view/item";
import { Bubble } from "./Bubble";
import { DraftRow } from "./DraftRow";
import { isNewDay, isSameGroup } from "./grouping";

interface RowProps {
  item: RowItem;
  before: RowItem | undefined;
  after: RowItem | undefined;
  /** A line marks where unread messages begin. */
  readUpTo: number | undefined;
  view: RowContext;
}

export function Row(props: RowProps) {
  const message = () => (isDraft(props.item) ? undefined : props.item);
  const draft = () => (isDraft(props.item) ? props.item : undefined);
  const isFirstUnread = () => {
    const [limit, seq, before] = [props.readUpTo, message()?.seq, props.before];
    if (limit === undefined || seq === undefined || seq <= limit) return false;
    // For the first row: only if there are older messages, from before I joined.
    return before ? !isDraft(before) && before.seq <= limit : limit > 0;
  };
  return (
    <>
      <Show when={isNewDay(props.before, props.item)}>
        <p class="day">
          <span>{dayLabelOf(props.item.at)}</span>
        </p>
      </Show>
      <Show when={isFirstUnread()}>
        <p class="unread-line">{words.readUpToHere}</p>
        <Show when={props.view.catchUp()}>
          {(catchUp) => <Ribbon catchUp={catchUp()} onGo={props.view.goTo} />}
        </Show>
      </Show>
      <Switch>
        <Match when={draft()}>
          {(one) => <DraftRow draft={one()} before={props.before} after={props.after} view={props.view} />}
        </Match>
        <Match when={message()?.event && message()}>
          {(one) => <EventRow message={one()} before={props.before} />}
        </Match>
        <Match when={message()}>
          {(one) => (
            <MessageRow message={one()} before={props.before} after={props.after} view={props.view} />
          )}
        </Match>
      </Switch>
    </>
  );
}

function EventRow(props: Pick<RowProps, "before"> & { message: Message }) {
  const chat = useChat();
  const text = () => (props.message.event ? eventText(props.message.event, chat.users) : "");
  return (
    <article
      class="happened"
      aria-label={`${text()}, ${whenOf(props.message, props.before)}`}
      tabIndex={-1}
      data-key={keyOf(props.message)}
      data-at={props.message.at}
    >
      <p class="event" data-time>
        {text()}
      </p>
    </article>
  );
}

function MessageRow(props: Pick<RowProps, "before" | "after" | "view"> & { message: Message }) {
  const chat = useChat();
  const isDeleted = () => props.message.deletedAt !== null;
  const isLast = () => !isSameGroup(props.message, props.after, chat.me.id);
  const count = createCount(() => props.message);
  const when = () => {
    const at = whenOf(props.message, props.before);
    return count() > 0 ? `${at}, ${words.unreadBy(count())}` : at;
  };
  const hold = createHold((spot) => isDeleted() || props.view.openMenu(props.message, spot));
  return (
    <Bubble
      ref={hold}
      item={props.message}
      authorId={props.message.authorId}
      before={props.before}
      after={props.after}
      text={isDeleted() ? words.deletedMessage : props.message.text}
      isFaint={isDeleted()}
      quote={props.message.replyTo}
      when={when()}
      view={props.view}
    >
      <Count count={count()} isTabStop={props.view.isCurrent(props.message)} />
      <Show when={isLast()}>
        <time>{timeOf(props.message.at)}</time>
      </Show>
    </Bubble>
  );
}

// As it is read out: the first message of a day says which day it is, because the day's own line is not in the way of the
// arrow keys.
const whenOf = (message: Message, before: RowItem | undefined): string =>
  isNewDay(before, message) ? `${dayOf(message.at)}, ${timeOf(message.at)}` : timeOf(message.at);
