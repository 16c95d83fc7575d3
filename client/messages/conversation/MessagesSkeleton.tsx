import { Index } from "solid-js";

import { words } from "../../i18n/words";

// Lines of different lengths on either side; the style sheet has the widths.
const SHAPES = ["theirs long", "theirs", "mine", "theirs", "mine long", "mine", "theirs long", "mine"];

/** The placeholder while messages load. */
export function MessagesSkeleton() {
  return (
    <div class="log-skeleton">
      <p class="unseen">{words.loading}</p>
      <Index each={SHAPES}>{(shape) => <span class={shape()} aria-hidden="true" />}</Index>
    </div>
  );
}
