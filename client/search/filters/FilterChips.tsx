import { createMemo, For } from "solid-js";
import IconX from "~icons/lucide/x";

import { dateOf } from "../../i18n/words";
import { useChat } from "../../live/chat";
import { nameOf } from "../../rooms/name";
import type { SearchFilters } from "../query";
import { searching } from "../words";

type FilterName = keyof SearchFilters | "roomId";

/** The filters that are set; a press removes one. */
export function FilterChips(props: {
  roomId: string | undefined;
  filters: SearchFilters;
  onRemove: (name: FilterName) => void;
}) {
  const chat = useChat();
  let list!: HTMLUListElement;

  const textOf: Record<FilterName, () => string | undefined> = {
    roomId: () => {
      const room = chat.rooms.find(props.roomId ?? "");
      return room && searching().inRoom(nameOf(room, chat.users));
    },
    from: () => props.filters.from && searching().fromPerson(chat.users.nameOf(props.filters.from)),
    since: () => props.filters.since && searching().sinceDay(dateOf(props.filters.since)),
    // It ends where the next day begins.
    until: () => props.filters.until && searching().untilDay(dateOf(props.filters.until - 1)),
    has: () => props.filters.has && searching().having(searching()[props.filters.has]),
  } as Record<FilterName, () => string | undefined>;

  const set = createMemo(() => (Object.keys(textOf) as FilterName[]).filter((name) => textOf[name]()), [], {
    equals: (one, other) => one.join() === other.join(),
  });

  // The focus goes to the one that takes its place, else to the field.
  function remove(name: FilterName): void {
    const at = set().indexOf(name);
    props.onRemove(name);
    const left = list.querySelectorAll("button");
    const next = left[Math.min(at, left.length - 1)];
    (next ?? document.querySelector<HTMLElement>(".finding input"))?.focus();
  }

  return (
    <ul
      class="finding-chips"
      aria-label={searching().active}
      hidden={set().length === 0}
      ref={(element) => (list = element)}
    >
      <For each={set()}>
        {(name) => (
          <li>
            <button class="chip" type="button" onClick={() => remove(name)}>
              <span dir="auto">{textOf[name]()}</span>
              <span class="unseen">{searching().remove}</span>
              <IconX aria-hidden="true" />
            </button>
          </li>
        )}
      </For>
    </ul>
  );
}
