import { createMemo, createSignal } from "solid-js";

import { useChat } from "../live/chat";
import { createReporter } from "../reading/dwell/reporter";

// In ms. Others show a typing notice for 5 s.
const APART = 3000;
const SHOWN = 5000;
// Larger rooms have no typing notices.
const MOST_MEMBERS = 100;

/** Reports that I am typing in the room. Returns a function to call after each keystroke that leaves some text. */
export function createTypingReport(roomId: () => string, isEmpty: () => boolean): () => void {
  const chat = useChat();
  const [stroke, setStroke] = createSignal(0);
  const isSmall = () => (chat.rooms.find(roomId())?.memberCount ?? Infinity) <= MOST_MEMBERS;
  let strokeAt = -Infinity;
  // Undefined if there is nothing to report, or nowhere to report it to yet; 0 is text that was there before.
  const typed = createMemo(() =>
    isEmpty() || !isSmall() || !chat.isOpen() ? undefined : stroke() || undefined,
  );
  const report = () => {
    if (performance.now() - strokeAt < SHOWN) chat.send({ type: "typing", roomId: roomId() });
  };
  createReporter(typed, report, APART);
  return () => {
    strokeAt = performance.now();
    setStroke((strokes) => strokes + 1);
  };
}
