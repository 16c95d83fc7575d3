import { A } from "@solidjs/router";
import { createSelector, createSignal, For, lazy, Show } from "solid-js";
import IconGroup from "~icons/lucide/message-circle-plus";

import { words } from "../i18n/words";
import { useChat } from "../live/chat";
import { useOpenedRoom } from "../shell/pane/opened";
import { Side } from "../shell/pane/Side";
import { IconButton } from "../ui/Button";
import { Later } from "../ui/Later";
import { EmptyState, Skeleton } from "../ui/States";
import { RoomLink } from "./RoomLink";

const NewGroup = lazy(() => import("./NewGroup").then((group) => ({ default: group.NewGroup })));

/** The tab of the chats. The room that is open stands in the pane beside it. */
export function RoomList() {
  const chat = useChat();
  const [isMaking, setMaking] = createSignal(false);
  const close = () => setMaking(false);
  const isOpened = createSelector(useOpenedRoom());
  const isEmpty = () => chat.rooms.sorted().length === 0;
  return (
    <Side label={words.chats}>
      <header class="bar">
        <h1 class="bar-title" tabIndex={-1}>
          {words.chats}
        </h1>
        <IconButton label={words.groups.make} aria-haspopup="dialog" onClick={() => setMaking(true)}>
          <IconGroup aria-hidden="true" />
        </IconButton>
      </header>
      <nav class="rooms" aria-label={words.rooms}>
        <For each={chat.rooms.sorted()}>
          {(room) => <RoomLink room={room} isOpened={isOpened(room.id)} />}
        </For>
        <Show when={isEmpty()}>
          <Show when={chat.rooms.isLoaded()} fallback={<Skeleton />}>
            <EmptyState title={words.noRooms} hint={words.noRoomsHint}>
              <A class="button primary" href="/friends">
                {words.toFriends}
              </A>
            </EmptyState>
          </Show>
        </Show>
      </nav>
      <Show when={isMaking()}>
        <Later onFailed={close}>
          <NewGroup onClose={close} />
        </Later>
      </Show>
    </Side>
  );
}
