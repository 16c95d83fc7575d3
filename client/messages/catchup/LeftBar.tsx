import { createMemo, Show } from "solid-js";

import { useChat } from "../../live/chat";
import { CAUGHT_UP, type Progress, progressed, shareLeft } from "./progress";

// A few messages are seen at a glance.
const FEWEST = 3;

/** Beside the scrollbar: shrinks as I read what is unread. Not for screen readers, which have the count. */
export function LeftBar(props: { roomId: string }) {
  const chat = useChat();
  const progress = createMemo<Progress>(
    (before) => progressed(before, chat.rooms.find(props.roomId)?.me?.unread ?? 0),
    CAUGHT_UP,
  );
  return (
    <Show when={progress().most >= FEWEST}>
      <div class="left-bar" aria-hidden="true">
        <i style={{ transform: `scaleY(${shareLeft(progress())})` }} />
      </div>
    </Show>
  );
}
