import { createSignal, Show } from "solid-js";
import IconFold from "~icons/lucide/chevron-up";
import IconPin from "~icons/lucide/pin";

import { ofBrowser } from "../../../browser/storage";
import { excerptInWords } from "../../../files/told";
import { useChat } from "../../../live/chat";
import { changing } from "../../../messages/changes/words";
import { IconButton } from "../../../ui/Button";

// Folded by each person for themselves, until another message is pinned.
const keyOf = (userId: string, roomId: string): string => `potato.folded.${userId}.${roomId}`;

/** The message that was pinned last, on top of its room. */
export function Notice(props: { roomId: string; onGo: (seq: number) => void }) {
  const chat = useChat();
  const notice = () => chat.rooms.find(props.roomId)?.notice;
  // What a browser stores cannot be tracked.
  const [track, changed] = createSignal<void>(undefined, { equals: false });
  const key = () => keyOf(chat.me.id, props.roomId);
  const isFolded = () => {
    track();
    return ofBrowser.get(key()) === String(notice()?.at);
  };

  function fold(isOn: boolean): void {
    ofBrowser.set(key(), isOn ? String(notice()?.at) : undefined);
    changed();
  }

  return (
    <Show when={notice()}>
      {(one) => (
        <aside class="room-notice" classList={{ folded: isFolded() }} aria-label={changing().notice}>
          <Show
            when={!isFolded()}
            fallback={
              <IconButton label={changing().unfold} onClick={() => fold(false)}>
                <IconPin aria-hidden="true" />
              </IconButton>
            }
          >
            <IconPin aria-hidden="true" />
            <button class="room-notice-text" type="button" onClick={() => props.onGo(one().seq)}>
              <strong dir="auto">{chat.users.nameOf(one().byId)}</strong>
              <span dir="auto">{excerptInWords(one(), chat.users)}</span>
            </button>
            <IconButton label={changing().fold} onClick={() => fold(true)}>
              <IconFold aria-hidden="true" />
            </IconButton>
          </Show>
        </aside>
      )}
    </Show>
  );
}
