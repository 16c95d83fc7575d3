import { createStore } from "solid-js/store";

import type { Friend } from "../../src/protocol/user";
import type { FrameOf } from "../live/frame";

/** Which of my friends are online. The server reports only those who are friends with me, too. */
export function createPresence() {
  const [online, setOnline] = createStore<Record<string, boolean>>({});
  // Received since the list was last requested, so newer than its answer.
  const received = new Map<string, boolean>();

  const isOnline = (userId: string): boolean => online[userId] ?? false;

  function receive(frame: Pick<FrameOf<"presence">, "online" | "offline">): void {
    const now = Object.fromEntries([
      ...frame.online.map((id) => [id, true] as const),
      ...frame.offline.map((id) => [id, false] as const),
    ]);
    for (const [id, isHere] of Object.entries(now)) received.set(id, isHere);
    setOnline(now);
  }

  const requested = (): void => received.clear();

  /** The whole list: friends without the flag are offline. */
  function receiveList(friends: Friend[]): void {
    const gone = Object.keys(online).map((id) => [id, false] as const);
    const here = friends.map((friend) => [friend.user.id, friend.online ?? false] as const);
    setOnline(Object.fromEntries([...gone, ...here, ...received]));
  }

  return { isOnline, receive, requested, receiveList };
}
