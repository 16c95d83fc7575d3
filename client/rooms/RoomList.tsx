import { createSelector, createSignal, Show } from "solid-js";
import IconGroup from "~icons/lucide/message-circle-plus";
import IconSearch from "~icons/lucide/search";

import { words } from "../i18n/words";
import { useChat } from "../live/chat";
import { openSearch } from "../search/opened";
import { AllMenu, NoRooms, RoomMenu } from "../shell/extras/extras";
import { useOpenedRoom } from "../shell/pane/opened";
import { Side } from "../shell/pane/Side";
import { IconButton } from "../ui/Button";
import { Extra, Later } from "../ui/later/Later";
import { lazily } from "../ui/later/lazily";
import { Chunks } from "../ui/rows/Chunks";
import { createRoomFiltering, RoomFilters } from "./list/RoomFilters";
import { RoomLink } from "./RoomLink";

const NewGroup = lazily(() => import("./NewGroup").then(({ NewGroup: it }) => it));

/** The tab of the chats. The room that is open stands in the pane beside it. */
export function RoomList() {
  const chat = useChat();
  const [isMaking, setMaking] = createSignal(false);
  const close = () => setMaking(false);
  const openedId = useOpenedRoom();
  const isOpened = createSelector(openedId);
  const filtering = createRoomFiltering(openedId);
  let list!: HTMLElement;
  return (
    <Side label={words.chats}>
      <header class="bar">
        <h1 class="bar-title" tabIndex={-1}>
          {words.chats}
        </h1>
        <IconButton label={words.search} onClick={() => openSearch()}>
          <IconSearch aria-hidden="true" />
        </IconButton>
        <IconButton label={words.groups.make} aria-haspopup="dialog" onClick={() => setMaking(true)}>
          <IconGroup aria-hidden="true" />
        </IconButton>
        <Extra>
          <AllMenu />
        </Extra>
      </header>
      <Show when={!chat.rooms.isLoaded() || chat.rooms.sorted().length > 0}>
        <RoomFilters filtering={filtering} />
      </Show>
      <nav class="rooms" aria-label={words.rooms} ref={(element) => (list = element)}>
        <Chunks
          rows={filtering.rooms()}
          fallback={
            <Extra>
              <NoRooms filtering={filtering} />
            </Extra>
          }
        >
          {(room) => <RoomLink room={room} isOpened={isOpened(room.id)} />}
        </Chunks>
      </nav>
      <Extra>
        <RoomMenu list={list} />
      </Extra>
      <Show when={isMaking()}>
        <Later onFailed={close}>
          <NewGroup onClose={close} />
        </Later>
      </Show>
    </Side>
  );
}
