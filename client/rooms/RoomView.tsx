import { createSignal } from "solid-js";

import { words } from "../i18n/words";
import { useChat } from "../live/chat";
import { Composer } from "../messages/Composer";
import { Timeline } from "../messages/Timeline";
import { nameOf } from "./name";
import { closeRoom } from "./opened";

export function RoomView(props: { roomId: string }) {
  const chat = useChat();
  const room = () => chat.rooms.find(props.roomId);
  const name = () => {
    const now = room();
    return now ? nameOf(now, chat.users) : "";
  };
  // Whoever says something wants to see it.
  const [said, setSaid] = createSignal(0);

  function send(text: string): void {
    chat.outbox.add(props.roomId, text);
    setSaid(said() + 1);
  }

  return (
    <main class="room-view">
      <header class="bar">
        <button class="back" type="button" aria-label={words.back} onClick={closeRoom}>
          ←
        </button>
        <h1 class="bar-title">{name()}</h1>
        <span class="bar-note">{room()?.topic}</span>
      </header>
      <Timeline roomId={props.roomId} said={said()} />
      <Composer onSend={send} />
    </main>
  );
}
