import { Match, onMount, Show, Switch } from "solid-js";

import type { User } from "../src/protocol/user";
import { resume, session } from "./auth/session";
import { SignIn } from "./auth/SignIn";
import { words } from "./i18n/words";
import { ChatProvider, createChat, useChat } from "./live/chat";
import { openedId } from "./rooms/opened";
import { RoomList } from "./rooms/RoomList";
import { RoomView } from "./rooms/RoomView";

export function App() {
  onMount(() => void resume());
  const someone = (): User | undefined => {
    const now = session();
    return typeof now === "string" ? undefined : now;
  };
  return (
    <Switch fallback={<p class="waiting">{words.connecting}</p>}>
      <Match when={session() === "nobody"}>
        <SignIn />
      </Match>
      <Match when={someone()} keyed>
        {(me) => {
          const chat = createChat(me);
          return (
            <ChatProvider value={chat}>
              <House />
            </ChatProvider>
          );
        }}
      </Match>
    </Switch>
  );
}

function House() {
  const chat = useChat();
  const room = () => chat.rooms.find(openedId());
  return (
    <div class="house" classList={{ "has-room": room() !== undefined }}>
      <RoomList />
      <Show when={room()?.id} keyed fallback={<p class="empty-room">{words.chooseRoom}</p>}>
        {(roomId) => <RoomView roomId={roomId} />}
      </Show>
    </div>
  );
}
