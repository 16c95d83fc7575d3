import { createEffect, createSignal, on, Show } from "solid-js";

import type { Message } from "../../../src/protocol/message";
import { words } from "../../i18n/words";
import { useChat } from "../../live/chat";
import { previewOf } from "../event";
import type { Timeline } from "../messages";
import { isShown } from "./item";

// More than that at once is only counted.
const READ_OUT = 3;

/** Says to a screen reader, once and politely, what came in. What is fetched by scrolling is not news. */
export function Announcer(props: { timeline: Timeline | undefined }) {
  const chat = useChat();
  const [news, setNews] = createSignal<{ text: string }>();
  createEffect(
    on(
      () => props.timeline,
      (now, before) => {
        if (!before?.isLive || now?.stretch !== before.stretch) return;
        const fresh = now.entries.filter(({ seq }) => seq > before.last).filter(isShown);
        const others = fresh.filter(({ authorId }) => authorId !== chat.me.id);
        if (others.length > 0) setNews({ text: textOf(others) });
      },
    ),
  );

  function textOf(messages: Message[]): string {
    if (messages.length > READ_OUT) return words.newMessages(messages.length);
    return messages
      .map((one) => {
        const said = previewOf(one, chat.users);
        return one.event ? said : `${chat.users.nameOf(one.authorId)}: ${said}`;
      })
      .join("\n");
  }

  // A new element each time: the same words said twice are heard twice.
  return (
    <div class="heard-only" aria-live="polite">
      <Show when={news()} keyed>
        {({ text }) => <p>{text}</p>}
      </Show>
    </div>
  );
}
