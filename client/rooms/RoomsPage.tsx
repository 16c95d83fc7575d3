import { useNavigate, useParams } from "@solidjs/router";
import { Match, Show, Switch } from "solid-js";

import { words } from "../i18n/words";
import { useChat } from "../live/chat";
import { EmptyState, Skeleton } from "../ui/States";
import { createLost } from "./lost/lost";
import { LostRoom } from "./lost/LostRoom";
import { RoomList } from "./RoomList";
import { RoomView } from "./RoomView";

/** The list, and beside it (on a phone: over it) the room in the address. */
export function RoomsPage() {
  const chat = useChat();
  const params = useParams<{ id?: string }>();
  const room = () => (params.id === undefined ? undefined : chat.rooms.find(params.id));
  const navigate = useNavigate();
  const lost = createLost({
    room,
    openedId: () => params.id,
    goBack: () => navigate("/rooms", { replace: true }),
  });

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
              <LostRoom lost={lost()} />
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
