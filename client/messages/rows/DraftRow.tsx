import { Show } from "solid-js";

import { dayAndTimeOf, timeOf, words } from "../../i18n/words";
import { useChat } from "../../live/chat";
import type { OutboxDraft, OutboxFault } from "../outbox/draft";
import type { RowItem, RowContext } from "../view/item";
import { Bubble } from "./Bubble";
import { isSameGroup } from "./grouping";

/** A draft, which looks like the message that it will be. */
export function DraftRow(props: {
  draft: OutboxDraft;
  before: RowItem | undefined;
  after: RowItem | undefined;
  view: RowContext;
}) {
  const chat = useChat();
  const isLast = () => !isSameGroup(props.draft, props.after, chat.me.id);
  const when = () => {
    if (props.draft.state === "pending") return words.sending;
    return props.draft.state === "sent" ? timeOf(props.draft.at) : words.notSent;
  };
  return (
    <Bubble
      item={props.draft}
      authorId={chat.me.id}
      before={props.before}
      after={props.after}
      text={props.draft.text}
      files={[]}
      isFaint={props.draft.state !== "sent"}
      quote={props.draft.replyTo}
      when={when()}
      view={props.view}
    >
      <Show when={props.draft.state === "pending"}>
        <Clock />
        <span class="unseen">{words.sending}</span>
        <Show when={!chat.isOpen() && !props.draft.files}>
          <button class="quiet" type="button" onClick={() => chat.outbox.remove(props.draft.clientId)}>
            {words.discard}
          </button>
        </Show>
      </Show>
      <Show when={props.draft.state === "sent" && isLast()}>
        <time>{timeOf(props.draft.at)}</time>
      </Show>
      <Show when={props.draft.reason}>
        {(reason) => (
          <span class="refusal" role="alert">
            {words.notSent} · {reasonText(reason(), props.draft.retryAt)}
            <button class="quiet" type="button" onClick={() => chat.outbox.retry(props.draft)}>
              {words.again}
            </button>
            <button class="quiet" type="button" onClick={() => chat.outbox.remove(props.draft.clientId)}>
              {words.discard}
            </button>
          </span>
        )}
      </Show>
    </Bubble>
  );
}

// Short limits are waited for silently, so a longer one is the daily limit. What is wrong with files is said beside them.
const reasonText = (reason: OutboxFault, retryAt = Infinity): string =>
  reason === "rate-limited" && Number.isFinite(retryAt)
    ? words.tooMuchInADay(dayAndTimeOf(retryAt))
    : ((words.refused as Partial<Record<OutboxFault, string>>)[reason] ?? "");

function Clock() {
  return (
    <svg class="clock" viewBox="0 0 16 16" width="12" height="12" aria-hidden="true">
      <circle cx="8" cy="8" r="6.5" />
      <path d="M8 4.5V8l2.5 1.5" />
    </svg>
  );
}
