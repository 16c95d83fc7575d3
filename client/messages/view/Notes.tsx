import { Match, Show, Switch } from "solid-js";

import { words } from "../../i18n/words";
import { useChat } from "../../live/chat";
import { isSelfChat } from "../../rooms/name";
import type { Paging } from "./paging";

/** In a room without messages. */
export function Empty() {
  const chat = useChat();
  const isSelf = (): boolean => {
    const room = chat.rooms.find(chat.messages.onScreen() ?? "");
    return room !== undefined && isSelfChat(room, chat.me.id);
  };
  return (
    <div class="room-note">
      <span class="room-note-hand" aria-hidden="true">
        {isSelf() ? "📝" : "👋"}
      </span>
      <p>{isSelf() ? words.people.selfEmpty : words.sayHello}</p>
    </div>
  );
}

export function Failed(props: { onRetry: () => void }) {
  return (
    <div class="room-note" role="alert">
      <p>{words.loadFailed}</p>
      <button class="primary" type="button" onClick={() => props.onRetry()}>
        {words.again}
      </button>
    </div>
  );
}

interface NoticesProps {
  paging: Paging;
  /** Drafts that wait below messages that are not loaded. */
  waiting: number;
  /** Whether a message to go to could not be loaded. */
  hasFailed: boolean;
}

/** Over the messages, for a moment: what is loading, waits or failed to load. */
export function Notices(props: NoticesProps) {
  return (
    <>
      <Show when={props.paging.fetching()} keyed>
        {(way) => <Notice at={way} text={words.loading} />}
      </Show>
      <Show when={props.paging.failed()} keyed>
        {(way) => <Notice at={way} text={words.loadFailed} onRetry={props.paging.retry} />}
      </Show>
      <Switch>
        <Match when={props.waiting > 0}>
          <Notice at="older" text={words.waiting(props.waiting)} />
        </Match>
        <Match when={props.hasFailed}>
          <Notice at="older" text={words.loadFailed} />
        </Match>
      </Switch>
    </>
  );
}

/** Below the messages, unless they are at their end. */
export function ToNewest(props: { unread: number; onGo: () => void }) {
  return (
    <button
      class="to-newest"
      type="button"
      translate="no"
      aria-label={words.toNewestOf(props.unread)}
      onClick={() => props.onGo()}
    >
      {props.unread > 0 ? words.newMessages(props.unread) : ""}
      <span aria-hidden="true">↓</span>
    </button>
  );
}

function Notice(props: { text: string; at: "older" | "newer"; onRetry?: () => void }) {
  return (
    <p class={`notice ${props.at}`} role="status" translate="no">
      {props.text}
      <Show when={props.onRetry}>
        {(retry) => (
          <button class="quiet" type="button" onClick={() => retry()()}>
            {words.again}
          </button>
        )}
      </Show>
    </p>
  );
}
