import { A } from "@solidjs/router";
import { createSignal, Show } from "solid-js";
import IconBack from "~icons/lucide/chevron-left";

import { words } from "../i18n/words";
import { useChat } from "../live/chat";
import { Composer } from "../messages/Composer";
import { Timeline } from "../messages/Timeline";
import { nameOf } from "./name";

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
        <A class="icon-button back" href="/rooms" replace aria-label={words.back}>
          <IconBack aria-hidden="true" />
        </A>
        <div class="bar-text">
          <h1 class="bar-title" tabIndex={-1}>
            {name()}
          </h1>
          <Show when={room()?.topic}>{(topic) => <p class="bar-note">{topic()}</p>}</Show>
        </div>
      </header>
      <Timeline roomId={props.roomId} said={said()} />
      <Composer onSend={send} />
    </main>
  );
}
