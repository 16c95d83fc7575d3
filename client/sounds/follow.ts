import { createEffect, onCleanup } from "solid-js";

import type { Message } from "../../src/protocol/message";
import { api, ask } from "../api";
import { useChat } from "../live/chat";
import { chime, unlock } from "./chime";
import { isHeard } from "./heard";
import { isShownAnywhere } from "./shown";
import { chosenSounds, learnSounds, ownSounds } from "./sounds";
import { claimTurn, createShown } from "./turn";

const TOUCHES = ["pointerdown", "keydown"];

/** Sounds for new messages, if people chose that. */
export function followSounds(): void {
  const chat = useChat();
  createShown(chat.watched);
  void learn();
  onCleanup(
    chat.onFrame((frame) => frame.type === "me.notifications" && learnSounds(frame.notifications.sounds)),
  );
  createEffect(() => chosenSounds() === "on" && start());

  // Only a device that has made no choice asks. Without an answer it stays silent.
  async function learn(): Promise<void> {
    if (ownSounds() !== undefined) return;
    const account = await ask(() => api.me.notifications.get()).catch(() => undefined);
    if (account) learnSounds(account.sounds);
  }

  function start(): void {
    for (const touch of TOUCHES) document.addEventListener(touch, unlock, { once: true });
    const stop = chat.onFrame((frame) => frame.type === "message.new" && void receive(frame.message));
    onCleanup(() => {
      stop();
      for (const touch of TOUCHES) document.removeEventListener(touch, unlock);
    });
  }

  async function receive(message: Message): Promise<void> {
    const { roomId } = message;
    const notify = chat.rooms.find(roomId)?.me?.notify ?? (chat.rooms.isLoaded() ? "all" : "none");
    const isShown = chat.watched() === roomId;
    const { isBlocked } = chat.friends;
    if (!isHeard(message, { meId: chat.me.id, notify, isShown, isBlocked })) return;
    if ((await isShownAnywhere(roomId)) || !(await claimTurn())) return;
    await chime();
  }
}
