import { createSignal, Show } from "solid-js";

import { words } from "../../i18n/words";
import { useChat } from "../../live/chat";
import { Composer } from "../composer/Composer";
import { MessageLog } from "../MessageLog";
import type { AttachedFiles } from "../outbox/draft";

/** What is in a room: its messages, and the field to write in. */
export function Conversation(props: { roomId: string }) {
  const chat = useChat();
  // Counts what was sent: people who send want to see it.
  const [sentCount, setSentCount] = createSignal(0);
  // Nobody would read it.
  const isPeerGone = () => {
    const peer = chat.rooms.find(props.roomId)?.peer;
    return peer !== undefined && (chat.users.find(peer.id) ?? peer).deleted;
  };

  function send(text: string, attached?: AttachedFiles): void {
    chat.outbox.add(props.roomId, text, attached);
    setSentCount(sentCount() + 1);
  }

  return (
    <>
      <MessageLog roomId={props.roomId} sentCount={sentCount()} />
      <Show when={!isPeerGone()} fallback={<p class="gone-note">{words.odds.peerGone}</p>}>
        <Composer onSend={send} />
      </Show>
    </>
  );
}
