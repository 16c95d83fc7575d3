import { For, Show } from "solid-js";
import IconClock from "~icons/lucide/clock";
import IconX from "~icons/lucide/x";

import { IconButton } from "../../ui/Button";
import { searching } from "../words";
import type { RecentSearches } from "./recent";

/** While nothing is typed: what was searched for before. */
export function RecentList(props: { recent: RecentSearches; onChoose: (query: string) => void }) {
  let list!: HTMLUListElement;

  // The focus goes to the one that takes its place, else to the field.
  function remove(query: string): void {
    const at = props.recent.all().indexOf(query);
    props.recent.remove(query);
    const left = list.querySelectorAll<HTMLElement>(".icon-button");
    (left[Math.min(at, left.length - 1)] ?? document.querySelector<HTMLElement>(".finding input"))?.focus();
  }

  return (
    <>
      <p class="finding-hint">{searching().hint}</p>
      <Show when={props.recent.all().length > 0}>
        <h2 class="finding-day">{searching().recent}</h2>
      </Show>
      <ul class="recent-searches" aria-label={searching().recent} ref={(element) => (list = element)}>
        <For each={props.recent.all()}>
          {(query) => (
            <li>
              <button class="recent-search" type="button" onClick={() => props.onChoose(query)}>
                <IconClock aria-hidden="true" />
                <span dir="auto">{query}</span>
              </button>
              <IconButton label={searching().removeRecent(query)} onClick={() => remove(query)}>
                <IconX aria-hidden="true" />
              </IconButton>
            </li>
          )}
        </For>
      </ul>
    </>
  );
}
