import { createEffect, createSignal, onCleanup } from "solid-js";

import { useChat } from "./chat";

// Most lost links are back before anyone notices.
const ALARM_MS = 3000;

/** Whether there has been no link to the server for a while. */
export function createOffline(): () => boolean {
  const chat = useChat();
  const [isOffline, setOffline] = createSignal(false);
  createEffect(() => {
    setOffline(false);
    if (chat.isOpen()) return;
    const alarm = setTimeout(() => setOffline(true), ALARM_MS);
    onCleanup(() => clearTimeout(alarm));
  });
  return isOffline;
}
