import { ErrorBoundary, Match, Show, Switch } from "solid-js";

import type { Message } from "../../../src/protocol/message";
import { dayOf, timeOf, words } from "../../i18n/words";
import { useChat } from "../../live/chat";
import { Count, createCount } from "../../reading/Count";
import { FoldLine } from "../blocked/FoldLine";
import { Ribbon } from "../catchup/Ribbon";
import { dayLabelOf } from "../days/label";
import { eventText } from "../event";
import { isDraft, type RowItem, keyOf, type RowContext } from "../view/item";
import { BrokenRow } from "./BrokenRow";
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
  return (
    <ErrorBoundary
      fallback={(error) => {
        console.error(error);
        return <BrokenRow itemKey={keyOf(props.item)} />;
      }}
    >
      <WholeRow {...props} />
    </ErrorBoundary>
  );
}

function WholeRow(props: RowProps) {
  const message = () => (isDraft(props.item) ? undefined : props.item);
  const draft = () => (isDraft(props.item) ? props.item : undefined);
  const runOf = (item: RowItem | undefined) =>
    item && !isDraft(item) ? props.view.runAt(item.seq) : undefined;
  // A folded line stands between the bubbles on either side of it.
  const before = () => {
    const last = runOf(props.before);
    return runOf(props.item) || (last && !last.isOpen) ? undefined : props.before;
  };
  const after = () => (runOf(props.after) ? undefined : props.after);
  const isFirstUnread = () => {
    const [limit, seq, last] = [props.readUpTo, message()?.seq, props.before];
    if (limit === undefined || seq === undefined || seq <= limit) return false;
    // For the first row: only if there are older messages, from before I joined.
    return last ? !isDraft(last) && last.seq <= limit : limit > 0;
  };
  return (
    <>
      <Show when={isNewDay(props.before, props.item)}>
        <p class="day">
          <span translate="no">{dayLabelOf(props.item.at)}</span>
        </p>
      </Show>
      <Show when={isFirstUnread()}>
        <p class="unread-line">{words.readUpToHere}</p>
        <Show when={props.view.catchUp()}>
          {(catchUp) => <Ribbon catchUp={catchUp()} onGo={props.view.goTo} />}
        </Show>
      </Show>
      <Show when={runOf(props.item)}>{(run) => <FoldLine run={run()} view={props.view} />}</Show>
      <Switch>
        <Match when={runOf(props.item)?.isOpen === false}>{null}</Match>
        <Match when={draft()}>
          {(one) => <DraftRow draft={one()} before={before()} after={after()} view={props.view} />}
        </Match>
        <Match when={message()?.event && message()}>
          {(one) => <EventRow message={one()} before={props.before} />}
        </Match>
        <Match when={message()}>
          {(one) => <MessageRow message={one()} before={before()} after={after()} view={props.view} />}
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
      <p class="event" dir="auto" data-time>
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
  return (
    <Bubble
      item={props.message}
      authorId={props.message.authorId}
      before={props.before}
      after={props.after}
      text={isDeleted() ? words.deletedMessage : props.message.text}
      files={isDeleted() ? [] : props.message.attachments}
      isFaint={isDeleted()}
      quote={props.message.replyTo}
      when={when()}
      view={props.view}
    >
      <Show when={props.message.editedAt}>
        {(at) => (
          <span class="edited" title={words.changes.editedAt(timeOf(at()))}>
            {words.changes.edited}
          </span>
        )}
      </Show>
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
