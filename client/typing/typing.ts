import { createStore } from "solid-js/store";

// So long a word of it holds, in ms; whoever goes on typing says it again before.
const HELD_MS = 5000;

/** Who is typing where, the longest first. Heard only of the room on screen. */
export function createTyping(meId: string) {
  const [rooms, setRooms] = createStore<Record<string, string[]>>({});
  const timers = new Map<string, ReturnType<typeof setTimeout>>();

  const of = (roomId: string): string[] => rooms[roomId] ?? [];

  function hear({ roomId, userId }: Writer): void {
    // Another tab or device of mine.
    if (userId === meId) return;
    const key = `${roomId} ${userId}`;
    clearTimeout(timers.get(key));
    timers.set(
      key,
      setTimeout(() => end({ roomId, userId }), HELD_MS),
    );
    if (!of(roomId).includes(userId)) setRooms(roomId, [...of(roomId), userId]);
  }

  /** They have said it, have gone, or are silent. */
  function end({ roomId, userId }: Writer): void {
    const key = `${roomId} ${userId}`;
    clearTimeout(timers.get(key));
    timers.delete(key);
    if (of(roomId).includes(userId)) setRooms(roomId, (all) => all.filter((id) => id !== userId));
  }

  function stop(): void {
    for (const timer of timers.values()) clearTimeout(timer);
  }

  return { of, hear, end, stop };
}

interface Writer {
  roomId: string;
  userId: string;
}
