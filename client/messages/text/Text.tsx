import { Show } from "solid-js";

import { isEmojiOnly } from "./emoji";
import { markdownFor } from "./marks";
import { shownOf } from "./turns";

/** The text of a message, never as HTML. */
export function Text(props: { text: string; isFaint: boolean }) {
  const isLarge = () => isEmojiOnly(props.text);
  // A keycap begins with a star.
  const markdown = () => (isLarge() ? undefined : markdownFor(props.text));
  return (
    <Show
      when={markdown()}
      fallback={
        <p class="bubble" dir="auto" classList={{ faint: props.isFaint, large: isLarge() }}>
          {shownOf(props.text)}
        </p>
      }
    >
      {(loaded) => loaded().Rich(props)}
    </Show>
  );
}
