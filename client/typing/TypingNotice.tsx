import { Show } from "solid-js";

import { isolated } from "../browser/direction";
import { words } from "../i18n/words";
import { useChat } from "../live/chat";

/** Who is typing, in the space below the newest message. Screen readers can find it, but do not announce it. */
export function TypingNotice(props: { roomId: string }) {
  const chat = useChat();
  const names = () =>
    chat.typing
      .of(props.roomId)
      .filter((id) => !chat.friends.isBlocked(id))
      .map((id) => isolated(chat.users.nameOf(id)));
  return (
    <Show when={names().length > 0}>
      <p class="typing" aria-live="off" translate="no">
        <span class="typing-dots" aria-hidden="true">
          <i />
          <i />
          <i />
        </span>
        <span class="typing-names" dir="auto">
          {words.typing(names())}
        </span>
      </p>
    </Show>
  );
}
