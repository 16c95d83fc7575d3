import { Index, onCleanup, Show } from "solid-js";

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
            <Chip reaction={one()} isTabStop={props.isTabStop} onToggle={() => void toggle(one().emoji)} />
          )}
        </Index>
      </span>
    </Show>
  );
}

interface ChipProps {
  reaction: Message["reactions"][number];
  isTabStop: boolean;
  onToggle: () => void;
}

function Chip(props: ChipProps) {
  let button!: HTMLButtonElement;
  // Taken back, it is gone: its row gets the focus.
  onCleanup(() => {
    if (document.activeElement === button)
      button.closest<HTMLElement>("[data-key]")?.focus({ preventScroll: true });
  });
  return (
    <button
      ref={(element) => (button = element)}
      class="reaction"
      type="button"
      aria-pressed={props.reaction.mine ?? false}
      aria-label={words.changes.reaction(props.reaction.emoji, props.reaction.count)}
      tabIndex={props.isTabStop ? 0 : -1}
      onClick={() => props.onToggle()}
    >
      {props.reaction.emoji} <span>{props.reaction.count}</span>
    </button>
  );
}
