import { createEffect, createSignal, onCleanup } from "solid-js";

import { useChat } from "../live/chat";

/** Watches a room while it is on screen in a visible page: its read counts and typing notices come only then. */
export function createWatching(roomId: () => string): void {
  const chat = useChat();
  const isVisible = createVisible();
  createEffect(() => chat.watch(isVisible() ? roomId() : null));
  onCleanup(() => chat.watch(null));
}

function createVisible(): () => boolean {
  const look = () => document.visibilityState === "visible";
  const [isVisible, setVisible] = createSignal(look());
  const update = () => setVisible(look());
  document.addEventListener("visibilitychange", update);
  onCleanup(() => document.removeEventListener("visibilitychange", update));
  return isVisible;
}
