import { onCleanup, Show } from "solid-js";

import { useChat } from "../live/chat";
import { Button } from "../ui/Button";
import { updating } from "./words";
import { checkForUpdate, dismiss, reload, update } from "./worker";

// In ms: after a restart of the server, its many pages do not all ask at once.
const WITHIN_MS = 5000;

/** Offers a new version once, without the focus. It comes by itself when the last tab is closed. */
export function UpdateOffer() {
  const chat = useChat();
  let isFirst = true;
  let waiting: ReturnType<typeof setTimeout> | undefined;
  // A server that was replaced may have a new page.
  const unsubscribe = chat.onFrame(({ type }) => {
    if (type !== "welcome") return;
    if (!isFirst) waiting = setTimeout(() => void checkForUpdate(), Math.random() * WITHIN_MS);
    isFirst = false;
  });
  onCleanup(() => {
    unsubscribe();
    clearTimeout(waiting);
  });
  return (
    <Show when={update() === "waiting"}>
      <aside class="offer" role="status" translate="no">
        <p>{updating().title}</p>
        <Button kind="quiet" onClick={dismiss}>
          {updating().later}
        </Button>
        <Button kind="primary" onClick={reload}>
          {updating().reload}
        </Button>
      </aside>
    </Show>
  );
}
