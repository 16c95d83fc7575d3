import { Show } from "solid-js";

import { words } from "../../i18n/words";
import { useChat } from "../../live/chat";

/** A quiet notice that missed messages have been fetched. */
export function RecoveredNotice(props: { roomId: string }) {
  const chat = useChat();
  const count = () => chat.recovered.count(props.roomId);
  return (
    <div role="status">
      <Show when={count() > 0}>
        <p class="notice older">{words.recovered(count())}</p>
      </Show>
    </div>
  );
}
