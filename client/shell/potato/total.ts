import { createMemo } from "solid-js";

import type { Room } from "../../../src/protocol/room";
import { useChat } from "../../live/chat";
import { unreadIn, type UnreadRoom, type UnreadTotal } from "./mood";

/** What is unread in my rooms. */
export function createUnreadTotal(): () => UnreadTotal {
  const chat = useChat();
  return createMemo(() => unreadIn(chat.rooms.sorted().map(stateOf)));
}

const stateOf = ({ me }: Room): UnreadRoom => ({
  unread: me?.unread ?? 0,
  isMarked: me?.markedUnread ?? false,
  isMuted: me?.notify === "none",
});
