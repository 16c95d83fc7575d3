import { A } from "@solidjs/router";
import { Match, Show, Switch } from "solid-js";

import { createSteps } from "../../friends/newcomer/done";
import { FirstSteps } from "../../friends/newcomer/later";
import { isNew } from "../../friends/newcomer/steps";
import { words } from "../../i18n/words";
import { useChat } from "../../live/chat";
import { Button } from "../../ui/Button";
import { Later } from "../../ui/later/Later";
import { EmptyState, Skeleton } from "../../ui/States";
import type { RoomFiltering } from "./RoomFilters";

/** In place of the rooms, if the list shows none: nothing fits the filter, there are none, or they are not loaded yet. */
export function NoRooms(props: { filtering: RoomFiltering }) {
  const chat = useChat();
  const done = createSteps();
  // A list of friends that is still loading looks like none.
  const isReady = () => chat.rooms.isLoaded() && chat.friends.known.state !== "loading";
  return (
    <Switch>
      <Match when={chat.rooms.sorted().length > 0}>
        <NothingFits filtering={props.filtering} />
      </Match>
      <Match when={!isReady()}>
        <Skeleton />
      </Match>
      <Match when={isNew(done())}>
        <Later>
          <FirstSteps title={words.noRooms} done={done()} />
        </Later>
      </Match>
      <Match when={true}>
        <EmptyState title={words.noRooms} hint={words.noRoomsHint}>
          <A class="button primary" href="/friends">
            {words.toFriends}
          </A>
        </EmptyState>
      </Match>
    </Switch>
  );
}

function NothingFits(props: { filtering: RoomFiltering }) {
  const filter = () => props.filtering.filter();
  const title = () => (props.filtering.query() === "" ? words.list.none[filter()] : words.list.noMatch);

  // The button goes; the chip that now is chosen gets its focus.
  function showAll(): void {
    props.filtering.setFilter("all");
    document.querySelector<HTMLElement>(".filter-chip input:checked")?.focus();
  }

  return (
    <EmptyState title={title()}>
      <Show when={filter() !== "all"}>
        <Button onClick={showAll}>{words.list.showAll}</Button>
      </Show>
    </EmptyState>
  );
}
