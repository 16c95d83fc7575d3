import { A } from "@solidjs/router";
import { createEffect } from "solid-js";

import { words } from "../../i18n/words";
import { closeRoom } from "../../shell/pane/opened";
import type { LostRoom as Lost } from "./reason";

const hints = {
  private: "removedHint",
  public: "publicHint",
  direct: "directHint",
  self: "selfHint",
} as const;

/** In place of a room that is not mine (any more): says why, as far as it is known, and leads back. */
export function LostRoom(props: { lost: Lost | undefined }) {
  let heading!: HTMLHeadingElement;
  // What had the focus went with the room. An address that was opened is handled by the shell.
  createEffect(() => props.lost && heading.focus());
  const title = (): string => {
    const { lost } = props;
    if (!lost) return words.lost.unknown;
    if (lost.kind === "self") return words.lost.selfGone;
    return lost.kind === "direct" ? words.groups.directGone(lost.name) : words.groups.gone(lost.name);
  };
  const hint = () => words.lost[props.lost ? hints[props.lost.kind] : "unknownHint"];
  return (
    <div class="state">
      <img src="/potato.svg" alt="" width="56" height="56" />
      <h1 class="state-title" tabIndex={-1} ref={(element) => (heading = element)}>
        {title()}
      </h1>
      <p class="state-hint">{hint()}</p>
      <A class="button primary" href="/rooms" replace onClick={closeRoom}>
        {words.back}
      </A>
    </div>
  );
}
