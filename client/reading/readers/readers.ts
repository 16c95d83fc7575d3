import { createEffect, createMemo, createSignal, on, onCleanup } from "solid-js";

import type { Message } from "../../../src/protocol/message";
import { useChat } from "../../live/chat";
import { fetchReaders, type MessageReaders } from "./fetch";

// In ms: in a busy room a number falls many times a second.
const APART_MS = 400;

/**
 * Who has read that message, kept up to date while it is shown: asked for again when its number changes, and when the link
 * is back. A later failure leaves what is there.
 */
export function createReaders(message: Message) {
  const chat = useChat();
  const count = createMemo(() => chat.unread.of(message));
  const [readers, setReaders] = createSignal<MessageReaders>();
  const [hasFailed, setFailed] = createSignal(false);
  // Answers can overtake each other: only the latest request counts.
  let asked = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  onCleanup(() => {
    clearTimeout(timer);
    asked++;
  });

  void load();
  createEffect(on([count, chat.isOpen], loadSoon, { defer: true }));

  // Not put off by further changes: in a busy room there would always be one.
  function loadSoon(): void {
    timer ??= setTimeout(() => {
      timer = undefined;
      void load();
    }, APART_MS);
  }

  async function load(): Promise<void> {
    const turn = ++asked;
    setFailed(false);
    try {
      const found = await fetchReaders(message.roomId, message.seq);
      if (turn !== asked) return;
      chat.users.learn([...found.unread, ...found.read]);
      setReaders(found);
    } catch {
      if (turn === asked) setFailed(true);
    }
  }

  return { readers, hasFailed: () => hasFailed() && readers() === undefined, load };
}
