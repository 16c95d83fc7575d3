import { createMemo, createSignal, createUniqueId, For } from "solid-js";

import type { Room } from "../../../src/protocol/room";
import { words } from "../../i18n/words";
import { useChat } from "../../live/chat";
import { createReadOut } from "../../ui/Announcer";
import { SearchField } from "../../ui/form/SearchField";
import { nameOf } from "../name";
import { filtered, type RoomFilter, roomFilters } from "./filter";

export type RoomFiltering = ReturnType<typeof createRoomFiltering>;

/** What of my rooms the list shows. It begins with all of them on each visit to the tab. */
export function createRoomFiltering(openedId: () => string | undefined) {
  const chat = useChat();
  const [filter, setFilter] = createSignal<RoomFilter>("all");
  const [query, setQuery] = createSignal("");
  const isNarrowed = () => filter() !== "all" || query() !== "";
  const rooms = createMemo<Room[]>(() =>
    filtered(chat.rooms.sorted(), {
      filter: filter(),
      query: query(),
      openedId: openedId(),
      nameOf: (room) => nameOf(room, chat.users),
    }),
  );
  return { filter, setFilter, query, setQuery, isNarrowed, rooms };
}

/** The name field and the chips above the list. The chips are one tab stop; arrows choose, as in any group of radios. */
export function RoomFilters(props: { filtering: RoomFiltering }) {
  const name = createUniqueId();
  createReadOut(() => {
    const { isNarrowed, rooms } = props.filtering;
    return isNarrowed() ? words.list.found(rooms().length) : "";
  });
  return (
    <div class="room-filters">
      <SearchField label={words.list.search} onSearch={props.filtering.setQuery} />
      <fieldset class="filter-chips">
        <legend class="unseen">{words.list.filter}</legend>
        <For each={roomFilters}>
          {(filter) => (
            <label class="filter-chip">
              <input
                type="radio"
                name={name}
                checked={filter === props.filtering.filter()}
                onChange={() => props.filtering.setFilter(filter)}
              />
              {words.list.filters[filter]}
            </label>
          )}
        </For>
      </fieldset>
    </div>
  );
}
