import { createStore } from "solid-js/store";

// How long a typing frame counts, in ms; who goes on typing sends another one before.
const SHOWN_MS = 5000;

/** Who is typing, by room, in the order in which they started. Frames come for the room on screen only. */
export function createTyping(meId: string) {
  const [rooms, setRooms] = createStore<Record<string, string[]>>({});
  const timers = new Map<string, ReturnType<typeof setTimeout>>();

  const of = (roomId: string): string[] => rooms[roomId] ?? [];

  function receive({ roomId, userId }: Typist): void {
    // Another tab or device of mine.
    if (userId === meId) return;
    const key = `${roomId} ${userId}`;
    clearTimeout(timers.get(key));
    timers.set(
      key,
      setTimeout(() => end({ roomId, userId }), SHOWN_MS),
    );
    if (!of(roomId).includes(userId)) setRooms(roomId, [...of(roomId), userId]);
  }

  /** They have sent it, left, or stopped typing. */
  function end({ roomId, userId }: Typist): void {
    const key = `${roomId} ${userId}`;
    clearTimeout(timers.get(key));
    timers.delete(key);
    if (of(roomId).includes(userId)) setRooms(roomId, (all) => all.filter((id) => id !== userId));
  }

  function stop(): void {
    for (const timer of timers.values()) clearTimeout(timer);
  }

  return { of, receive, end, stop };
}

interface Typist {
  roomId: string;
  userId: string;
}
