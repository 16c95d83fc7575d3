import { createMemo, on } from "solid-js";

import { useChat } from "../../live/chat";
import type { Timeline } from "../stretch";
import { type CatchUp, catchUpOf, type Missed } from "./summary";

// The line alone says as much about fewer.
const FEWEST = 3;

/** What I had missed when I opened the room: of that many messages a summary is worth its place. Undefined for fewer. */
export function createCatchUp(roomId: () => string, timeline: () => Timeline | undefined) {
  const chat = useChat();
  const stretch = createMemo(() => timeline()?.stretch);
  // As it was when the stretch was loaded: from then on I read, and more may come.
  const opened = createMemo(on(stretch, () => openedAt()));

  function openedAt(): Omit<Missed, "entries" | "after"> | undefined {
    const room = chat.rooms.find(roomId());
    if (!room?.me || room.me.unread < FEWEST) return undefined;
    const last = room.lastMessage?.seq === room.head ? room.lastMessage : undefined;
    return { until: room.head, unread: room.me.unread, last: last && { seq: last.seq, at: last.at } };
  }

  const isNamed = (userId: string): boolean =>
    !chat.friends.isBlocked(userId) && chat.users.find(userId)?.deleted !== true;

  return createMemo((): CatchUp | undefined => {
    const [now, at] = [timeline(), opened()];
    if (!now || !at || now.readUpTo === undefined) return undefined;
    const catchUp = catchUpOf({ ...at, entries: now.entries, after: now.readUpTo }, isNamed);
    return catchUp.total < FEWEST ? undefined : catchUp;
  });
}
