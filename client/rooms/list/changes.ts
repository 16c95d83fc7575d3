/**
 * Frames overtake answers: what was asked for before a frame changed a room does not count for that room. Remembers when that
 * was, counted in such frames, and whether I am out of the room since.
 */
export function createChanges() {
  const changes = new Map<string, { at: number; isGone: boolean }>();
  let count = 0;

  function mark(roomId: string, isGone = false): void {
    changes.set(roomId, { at: ++count, isGone });
  }

  /** What an answer that was asked for at `asked` is worth: it counts, or the room is asked for again, or it is no longer mine. */
  function worthOf(roomId: string, asked: number): "counts" | "outdated" | "gone" {
    const { at, isGone } = changes.get(roomId) ?? { at: 0, isGone: false };
    if (at <= asked) return "counts";
    return isGone ? "gone" : "outdated";
  }

  return { mark, worthOf, now: (): number => count };
}
