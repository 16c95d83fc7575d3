import { createMemo, For, Show } from "solid-js";

import { isEmojiOnly } from "./emoji";
import { partsOf } from "./links";

/** The text of a message, never as HTML. */
export function Text(props: { text: string; isFaint: boolean }) {
  const parts = createMemo(() => partsOf(props.text));
  return (
    <p class="bubble" dir="auto" classList={{ faint: props.isFaint, large: isEmojiOnly(props.text) }}>
      <For each={parts()}>
        {(part) => (
          <Show when={part.href} fallback={part.text}>
            {(href) => (
              <a href={href()} dir="ltr" target="_blank" rel="noopener noreferrer">
                {part.text}
              </a>
            )}
          </Show>
        )}
      </For>
    </p>
  );
}
