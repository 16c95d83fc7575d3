import { createMemo, createUniqueId, For, type JSX, Show } from "solid-js";

import { PersonButton } from "../../friends/FriendList";
import { openProfile } from "../../friends/profile";
import { words } from "../../i18n/words";
import { useChat } from "../../live/chat";
import { createOffline } from "../../live/offline";
import { RoomLink } from "../../rooms/RoomLink";
import { EmptyState } from "../../ui/States";

// More than these would be a second list beside the list.
const ROOMS = 5;
const PEOPLE = 6;

/** Beside the lists while no room is open: the rooms with unread messages, and the friends who are online. */
export function WhatIsNew() {
  const chat = useChat();
  const unread = () =>
    chat.rooms
      .sorted()
      .filter(({ me }) => (me?.unread ?? 0) > 0)
      .slice(0, ROOMS);
  const online = () =>
    chat.friends.known.list.filter(({ user }) => chat.friends.isOnline(user.id)).slice(0, PEOPLE);
  const isOffline = createOffline();
  // All at once, and as the server has it: one part after the other would push the first one down, and a room that was read since
  // it was kept would go again. What was kept is shown where there is no server.
  const isReady = createMemo<boolean>(
    (was) =>
      was ||
      (chat.rooms.isCurrent() && chat.friends.known.isCurrent) ||
      (isOffline() && chat.rooms.isLoaded()),
    false,
  );
  const isNew = () => isReady() && chat.rooms.sorted().length === 0 && chat.friends.known.list.length === 0;
  return (
    <main class="nothing news" aria-label={words.pane.title}>
      <EmptyState title={isNew() ? words.pane.isNew : words.chooseRoom} />
      <Part title={words.pane.unread} isShown={isReady() && unread().length > 0}>
        <For each={unread()}>
          {(room) => (
            <li>
              <RoomLink room={room} isOpened={false} />
            </li>
          )}
        </For>
      </Part>
      <Part title={words.pane.online} isShown={isReady() && online().length > 0}>
        <For each={online()}>
          {({ user }) => (
            <li>
              <PersonButton user={user} onOpen={openProfile} />
            </li>
          )}
        </For>
      </Part>
    </main>
  );
}

function Part(props: { title: string; isShown: boolean; children: JSX.Element }) {
  const id = createUniqueId();
  return (
    <Show when={props.isShown}>
      <section class="card news-part">
        <h2 class="people-title" id={id}>
          {props.title}
        </h2>
        <ul aria-labelledby={id}>{props.children}</ul>
      </section>
    </Show>
  );
}
