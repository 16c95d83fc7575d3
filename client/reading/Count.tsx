import { createEffect, createMemo, Show } from "solid-js";

import type { Message } from "../../src/protocol/message";
import { words } from "../i18n/words";
import { useChat } from "../live/chat";

/** How many have not read it: beside its bubble, as in KakaoTalk. Nothing once everyone has. */
export function Count(props: { count: number }) {
  return (
    <Show when={props.count > 0}>
      <span class="unread-by" role="img" translate="no" aria-label={words.unreadBy(props.count)}>
        {props.count}
      </span>
    </Show>
  );
}

/** The number of a message on screen, kept exact while it is shown. 0 in a room without read counts, too. */
export function createCount(message: () => Message): () => number {
  const { rooms, unread } = useChat();
  const isCounted = () => rooms.find(message().roomId)?.readCounts ?? false;
  createEffect(() => isCounted() && unread.isStale(message()) && void unread.check(message().roomId));
  return createMemo(() => (isCounted() ? unread.of(message()) : 0));
}
