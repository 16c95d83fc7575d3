import { Show } from "solid-js";
import IconNote from "~icons/lucide/notebook-pen";

import { createActions } from "../friends/actions";
import { words } from "../i18n/words";
import { useChat } from "../live/chat";

/** Opens the chat with myself, as a row below my own; the server makes it when it is asked for the first time. */
export function SelfChat() {
  const chat = useChat();
  const actions = createActions(chat.myself);
  return (
    <>
      <button class="person self-chat" type="button" onClick={() => void actions.talk()}>
        <span class="self-chat-face" aria-hidden="true">
          <IconNote />
        </span>
        <span class="person-text">
          <span class="person-name">{words.people.selfChat}</span>
          <span class="person-intro">{words.people.selfHint}</span>
        </span>
      </button>
      <Show when={actions.fault()}>
        <p class="fault" role="alert">
          {actions.fault()}
        </p>
      </Show>
    </>
  );
}
