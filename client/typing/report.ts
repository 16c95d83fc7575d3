import { createMemo, createSignal } from "solid-js";

import { useChat } from "../live/chat";
import { createReports } from "../messages/view/seen";

// It holds for 5 s at those who hear it; in ms.
const APART = 3000;
// In larger rooms nobody is told.
const MOST_MEMBERS = 100;

/** Lets the room know that I am typing there. Answers whom to tell of each keystroke that leaves something to be sent. */
export function createTypingReport(roomId: () => string, isEmpty: () => boolean): () => void {
  const chat = useChat();
  const [stroke, setStroke] = createSignal(0);
  const isSmall = () => (chat.rooms.find(roomId())?.memberCount ?? Infinity) <= MOST_MEMBERS;
  // Undefined where there is nothing to tell; 0 is a text that was there before.
  const typed = createMemo(() => (isEmpty() || !isSmall() ? undefined : stroke() || undefined));
  createReports(typed, () => chat.say({ type: "typing", roomId: roomId() }), APART);
  return () => void setStroke((strokes) => strokes + 1);
}
