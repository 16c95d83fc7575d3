import { createStore } from "solid-js/store";

import type { Friend } from "../../src/protocol/user";
import type { Frame } from "../live/frame";

/** Who of my friends is here now. Only of those whose friend I am, too: nobody else is ever told. */
export function createPresence() {
  const [online, setOnline] = createStore<Record<string, boolean>>({});
  // Heard since the list was last asked for: newer than what that answer says.
  const heard = new Map<string, boolean>();

  const isOnline = (userId: string): boolean => online[userId] ?? false;

  function hear(frame: Pick<Frame<"presence">, "online" | "offline">): void {
    const now = Object.fromEntries([
      ...frame.online.map((id) => [id, true] as const),
      ...frame.offline.map((id) => [id, false] as const),
    ]);
    for (const [id, isHere] of Object.entries(now)) heard.set(id, isHere);
    setOnline(now);
  }

  const asked = (): void => heard.clear();

  /** The whole list: of whom it does not say so, they are not. */
  function answered(friends: Friend[]): void {
    const gone = Object.keys(online).map((id) => [id, false] as const);
    const here = friends.map((friend) => [friend.user.id, friend.online ?? false] as const);
    setOnline(Object.fromEntries([...gone, ...here, ...heard]));
  }

  return { isOnline, hear, asked, answered };
}
