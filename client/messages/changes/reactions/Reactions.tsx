import { Index, Show } from "solid-js";

import type { Message } from "../../../../src/protocol/message";
import { words } from "../../../i18n/words";

/** Below a bubble: how many have reacted with what. A press adds mine, or takes it back. */
export function Reactions(props: { message: Message; isTabStop: boolean }) {
  async function toggle(emoji: string): Promise<void> {
    const { message } = props;
    const { toggleReaction } = await import("../actions");
    await toggleReaction(message, emoji);
  }
  return (
    <Show when={props.message.reactions.length > 0}>
      <span class="reactions" role="group" aria-label={words.changes.reactions} translate="no">
        <Index each={props.message.reactions}>
          {(one) => (
            <button
              class="reaction"
              type="button"
              aria-pressed={one().mine ?? false}
              aria-label={words.changes.reaction(one().emoji, one().count)}
              tabIndex={props.isTabStop ? 0 : -1}
              onClick={() => void toggle(one().emoji)}
            >
              {one().emoji} <span>{one().count}</span>
            </button>
          )}
        </Index>
      </span>
    </Show>
  );
}
