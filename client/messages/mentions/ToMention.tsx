import { Show } from "solid-js";

import { useChat } from "../../live/chat";
import { mentioning } from "./words";

/** Beside the way to the newest message, while there is an unread one that mentions me: goes there. */
export function ToMention(props: { roomId: string; onGo: (seq: number) => void }) {
  const chat = useChat();
  const seq = () => {
    const own = chat.rooms.find(props.roomId)?.me;
    return own?.mention && own.mention > own.cursor ? own.mention : undefined;
  };
  return (
    <Show when={seq()}>
      {(mention) => (
        <button
          class="to-newest to-mention"
          type="button"
          aria-label={mentioning().goTo}
          title={mentioning().goTo}
          onClick={() => props.onGo(mention())}
        >
          <span aria-hidden="true">@</span>
        </button>
      )}
    </Show>
  );
}
