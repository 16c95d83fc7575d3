import { createEffect, createMemo, Show } from "solid-js";

import type { Message } from "../../src/protocol/message";
import { words } from "../i18n/words";
import { useChat } from "../live/chat";

/** How many have not read it: beside its bubble, as in KakaoTalk. Nothing once everyone has. */
export function Count(props: { message: Message }) {
  const chat = useChat();
  const count = createCount(() => props.message);
  createEffect(() => chat.unread.isDoubted(props.message) && void chat.unread.check(props.message.roomId));
  return (
    <Show when={count()}>
      <span class="unread-by" role="img" aria-label={words.unreadBy(count())}>
        {count()}
      </span>
    </Show>
  );
}

/** 0 also in a room that does not count. */
export function createCount(message: () => Message): () => number {
  const chat = useChat();
  return createMemo(() => {
    const isCounted = chat.rooms.find(message().roomId)?.readCounts;
    return isCounted ? chat.unread.of(message()) : 0;
  });
}
