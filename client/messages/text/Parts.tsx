import { createMemo, For, Show } from "solid-js";

import { partsOf } from "./links";

/** A text in which bare addresses are links. */
export function Parts(props: { text: string }) {
  const parts = createMemo(() => partsOf(props.text));
  return (
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
  );
}
