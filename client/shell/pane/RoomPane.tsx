import { useNavigate, useParams } from "@solidjs/router";
import { createEffect, createMemo, Match, onCleanup, Show, Switch } from "solid-js";

import { useChat } from "../../live/chat";
import { createLost } from "../../rooms/lost/lost";
import { RoomView } from "../../rooms/RoomView";
import { Extra, Later } from "../../ui/later/Later";
import { Skeleton } from "../../ui/States";
import { LostRoom, WhatIsNew } from "../extras/extras";
import { closeRoom, keepOpen, useOpenedRoom } from "./opened";
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
  // The next user must not find it.
  onCleanup(closeRoom);
  const lost = createLost({
    room,
    openedId,
    goBack: () => {
      const goneId = openedId();
      closeRoom();
      if (params.id === goneId) navigate("/rooms", { replace: true });
    },
  });

  return (
    <Switch>
      <Match when={room()?.id} keyed>
        {(roomId) => <RoomView roomId={roomId} />}
      </Match>
      <Match when={lost() || params.id}>
        <main class="nothing room-view">
          <Show when={lost() ?? chat.rooms.isCurrent()} fallback={<Skeleton />}>
            <Later>
              <LostRoom lost={lost()} />
            </Later>
          </Show>
        </main>
      </Match>
      <Match when={hasTwoPanes()}>
        <Extra>
          <WhatIsNew />
        </Extra>
      </Match>
    </Switch>
  );
}
