import { For } from "solid-js";

import type { Room } from "../../src/protocol/room";
import { groups } from "../i18n/groups/words";

type Visibility = Room["visibility"];

const choices: [Visibility, "privateHint" | "publicHint"][] = [
  ["private", "privateHint"],
  ["public", "publicHint"],
];

/** Public or private: part of a form, in its field `visibility`. */
export function VisibilityField(props: { chosen: Visibility }) {
  return (
    <fieldset class="visibility">
      <legend>{groups().visibility}</legend>
      <For each={choices}>
        {([visibility, hint]) => (
          <label class="visibility-choice">
            <input type="radio" name="visibility" value={visibility} checked={visibility === props.chosen} />
            <span>
              <strong>{groups()[visibility]}</strong>
              <span class="setting-note">{groups()[hint]}</span>
            </span>
          </label>
        )}
      </For>
    </fieldset>
  );
}

/** What was chosen in it. */
export const visibilityIn = (field: (name: string) => string): Visibility =>
  field("visibility") === "public" ? "public" : "private";
