import { useNavigate, useParams } from "@solidjs/router";
import { createEffect, Match, on, Show, Switch } from "solid-js";

import type { Room } from "../../src/protocol/room";
import { words } from "../i18n/words";
import { useChat } from "../live/chat";
import { goBackToList } from "../shell/trail";
import { announce } from "../ui/Announcer";
import { EmptyState, Skeleton } from "../ui/States";
import { nameOf } from "./name";
import { RoomList } from "./RoomList";
import { RoomView } from "./RoomView";

/** The list, and beside it (on a phone: over it) the room in the address. */
export function RoomsPage() {
  const chat = useChat();
  const params = useParams<{ id?: string }>();
  const room = () => (params.id === undefined ? undefined : chat.rooms.find(params.id));
  const navigate = useNavigate();
  createEffect(on(room, (now, before) => before && !now && before.id === params.id && leave(before)));

  // The room was removed from my list while it was open, here or elsewhere: back to the list.
  function leave(gone: Room): void {
    const name = nameOf(gone, chat.users);
    announce(gone.peer ? words.groups.directGone(name) : words.groups.gone(name));
    if (!goBackToList()) navigate("/rooms", { replace: true });
  }

  return (
    <>
      <RoomList openedId={params.id} />
      <Switch fallback={<Nothing />}>
        <Match when={room()?.id} keyed>
          {(roomId) => <RoomView roomId={roomId} />}
        </Match>
        <Match when={params.id}>
          <main class="nothing room-view">
            <Show when={chat.rooms.isLoaded()} fallback={<Skeleton />}>
              <h1 class="unseen" tabIndex={-1}>
                {words.chats}
              </h1>
              <EmptyState title={words.refused["not-found"]} />
            </Show>
          </main>
        </Match>
      </Switch>
    </>
  );
}

/** The other half of a wide page while no room is open. */
export function Nothing() {
  return (
    <div class="nothing aside" aria-hidden="true">
      <EmptyState title={words.chooseRoom} />
    </div>
  );
}
