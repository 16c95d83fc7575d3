import { createSignal, For } from "solid-js";

import { stepInGrid } from "./find";

interface EmojiGridProps {
  label: string;
  emoji: { emoji: string; name: string }[];
  onPick: (emoji: string) => void;
}

/** One tab stop; arrow keys, Home and End move inside it. */
export function EmojiGrid(props: EmojiGridProps) {
  const [current, setCurrent] = createSignal(0);
  let grid!: HTMLDivElement;

  // The sheet decides how many fit into a row.
  const columns = (): number => getComputedStyle(grid).gridTemplateColumns.split(" ").length;

  function onKeyDown(event: KeyboardEvent): void {
    const to = stepInGrid(event.key, current(), props.emoji.length, columns());
    if (to === undefined) return;
    event.preventDefault();
    setCurrent(to);
    grid.querySelectorAll("button")[to]?.focus();
  }

  return (
    <div
      class="emoji-grid"
      role="group"
      aria-label={props.label}
      ref={(element) => (grid = element)}
      onKeyDown={onKeyDown}
    >
      <For each={props.emoji}>
        {({ emoji, name }, index) => (
          <button
            type="button"
            aria-label={name}
            title={name}
            tabIndex={index() === current() ? 0 : -1}
            onFocus={() => setCurrent(index())}
            onClick={() => props.onPick(emoji)}
          >
            {emoji}
          </button>
        )}
      </For>
    </div>
  );
}
