/** What the potato in the rail and on the browser's tab shows. */
export type Mood = "plain" | "steaming" | "shut" | "asleep";

export interface UnreadRoom {
  unread: number;
  isMarked: boolean;
  isMuted: boolean;
}

/** Unread messages of my rooms: in all, and in those that are not muted. A room that is marked as unread counts as one. */
export interface UnreadTotal {
  all: number;
  loud: number;
}

export function unreadIn(rooms: UnreadRoom[]): UnreadTotal {
  const total: UnreadTotal = { all: 0, loud: 0 };
  for (const { unread, isMarked, isMuted } of rooms) {
    const count = Math.max(unread, isMarked ? 1 : 0);
    total.all += count;
    if (!isMuted) total.loud += count;
  }
  return total;
}

/** Offline, nothing is known of what is unread, so it sleeps. Its eyes are shut to what I did not want to hear of. */
export function moodOf({ all, loud }: UnreadTotal, isOffline: boolean): Mood {
  if (isOffline) return "asleep";
  if (loud > 0) return "steaming";
  return all > 0 ? "shut" : "plain";
}
