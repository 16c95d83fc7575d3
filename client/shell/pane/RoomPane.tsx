import { useNavigate, useParams } from "@solidjs/router";
import { createEffect, createMemo, Match, on, onCleanup, Show, Switch } from "solid-js";

import type { Room } from "../../../src/protocol/room";
import { words } from "../../i18n/words";
import { useChat } from "../../live/chat";
import { nameOf } from "../../rooms/name";
import { RoomView } from "../../rooms/RoomView";
import { announce } from "../../ui/Announcer";
import { EmptyState, Skeleton } from "../../ui/States";
import { closeRoom, keepOpen, useOpenedRoom } from "./opened";
import { WhatIsNew } from "./WhatIsNew";
import { hasTwoPanes } from "./width";

/** The right pane: the room in the address, else the last one, else what is new. On a phone: a room, over everything. */
export function RoomPane() {
  const chat = useChat();
  const params = useParams<{ id?: string }>();
  const navigate = useNavigate();
  const openedId = useOpenedRoom();
  const room = createMemo(() => chat.rooms.find(openedId() ?? ""));
  createEffect(() => {
    const now = room();
    if (now) keepOpen(now.id);
  });
  createEffect(on(room, (now, before) => before && !now && before.id === openedId() && leave(before)));
  // The next user must not find it.
  onCleanup(closeRoom);

  // The room was removed from my list while it was open, here or elsewhere.
  function leave(gone: Room): void {
    const name = nameOf(gone, chat.users);
    announce(gone.peer ? words.groups.directGone(name) : words.groups.gone(name));
    closeRoom();
    if (params.id === gone.id) navigate("/rooms", { replace: true });
  }

  return (
    <Switch>
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
      <Match when={hasTwoPanes()}>
        <WhatIsNew />
      </Match>
    </Switch>
  );
}
