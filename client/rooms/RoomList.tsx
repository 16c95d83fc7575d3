import { For, Show } from "solid-js";

import type { Room } from "../../src/protocol/room";
import { signOut } from "../auth/session";
import { momentOf, words } from "../i18n/words";
import { useChat } from "../live/chat";
import { previewOf } from "../messages/event";
import { Avatar } from "../ui/Avatar";
import { nameOf } from "./name";
import { openedId, openRoom } from "./opened";

export function RoomList() {
  const chat = useChat();
  return (
    <div class="side">
      <header class="bar">
        <Avatar id={chat.me.id} name={chat.me.nickname} url={chat.me.avatarUrl} />
        <strong class="bar-title">{chat.me.nickname}</strong>
        <button class="quiet" type="button" onClick={() => void signOut()}>
          {words.signOut}
        </button>
      </header>
      <p class="connection" role="status">
        {chat.isOpen() ? "" : words.connecting}
      </p>
      <nav class="rooms" aria-label={words.rooms}>
        <For each={chat.rooms.sorted()}>{(room) => <RoomButton room={room} />}</For>
        <Show when={chat.rooms.sorted().length === 0}>
          <p class="waiting">{chat.rooms.isLoaded() ? words.noRooms : words.loading}</p>
        </Show>
      </nav>
    </div>
  );
}

// The name comes first: it is what the button is called.
function RoomButton(props: { room: Room }) {
  const chat = useChat();
  const name = () => nameOf(props.room, chat.users);
  const unread = () => props.room.me?.unread ?? 0;
  return (
    <button
      class="room"
      type="button"
      aria-current={openedId() === props.room.id ? "page" : undefined}
      onClick={() => openRoom(props.room.id)}
    >
      <Avatar
        id={props.room.peer?.id ?? props.room.id}
        name={name()}
        url={props.room.peer?.avatarUrl ?? props.room.imageUrl}
      />
      <span class="room-name">{name()}</span>
      <Show when={props.room.lastMessage}>
        {(last) => (
          <>
            <time class="room-time">{momentOf(last().at)}</time>
            <span class="room-last">{previewOf(last(), chat.users)}</span>
          </>
        )}
      </Show>
      <Show when={unread() > 0}>
        <span class="badge" aria-label={words.unread(unread())} role="img">
          {unread()}
        </span>
      </Show>
    </button>
  );
}
