import { Show } from "solid-js";
import IconMic from "~icons/lucide/mic";

import { useChat } from "../../live/chat";
import { placeOf } from "../sending/choosing/chosen";
import { sending } from "../sending/words";
import { setVoiceIn, voiceIn } from "./asked";
import { canRecord } from "./recording";

/** Begins a voice message. While something is being written there is the button to send that. */
export function VoiceButton(props: { roomId: string; isEmpty: boolean }) {
  const chat = useChat();
  const place = () => placeOf(chat.me.id, props.roomId);
  return (
    <Show when={canRecord() && props.isEmpty && voiceIn() !== place()}>
      <button
        class="icon-button voice-button"
        type="button"
        aria-label={sending().record}
        title={sending().record}
        onClick={() => setVoiceIn(place())}
      >
        <IconMic aria-hidden="true" />
      </button>
    </Show>
  );
}
