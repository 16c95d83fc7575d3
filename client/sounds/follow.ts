import { createEffect, onCleanup } from "solid-js";

import type { Message } from "../../src/protocol/message";
import { useChat } from "../live/chat";
import { chime, unlock } from "./chime";
import { isHeard } from "./heard";
import { chosenSounds } from "./sounds";
import { claimTurn, createShown, isShownAnywhere } from "./turn";

const TOUCHES = ["pointerdown", "keydown"];

/** Sounds for new messages, if people chose that. */
export function followSounds(): void {
  const chat = useChat();
  createShown(chat.watched);
  createEffect(() => chosenSounds() === "on" && start());

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
