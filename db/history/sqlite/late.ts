import type { Read, Standing } from "../history";

/** A cursor that moved because its owner spoke; `ordinal` is the message's. */
export type Moved = Read & { ordinal: number };

// The contract lets a crash set reading back by a second.
const LATEST_MS = 1000;

/**
 * Cursors of those who speak, written all together and at latest after a second: a row each would be the third of what a
 * message costs on the disk. Until then whoever asks is answered with them in mind. `write` is durable, or throws: then
 * it is tried again.
 */
export class Late {
  private moved = new Map<string, Map<string, Moved>>();
  private timer?: Timer;

  constructor(private readonly write: (moved: Moved[]) => void) {}

  move(moved: Moved): void {
    const room = this.moved.get(moved.roomId) ?? new Map<string, Moved>();
    this.moved.set(moved.roomId, room.set(moved.userId, moved));
    this.timer ??= setTimeout(() => this.tryFlush(), LATEST_MS);
  }

  /** Throws where it cannot be written; then it is all still here. */
  flush(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.moved.size === 0) return;
    this.write([...this.moved.values()].flatMap((room) => [...room.values()]));
    this.moved.clear();
  }

  /** What cannot be written now stays where a crash would leave it. */
  close(): void {
    this.tryFlush();
    clearTimeout(this.timer);
  }

  seqOf(userId: string, roomId: string): number {
    return this.moved.get(roomId)?.get(userId)?.seq ?? 0;
  }

  /** What the store says of a room's cursors, as it is. */
  overCursors(roomId: string, stored: Map<string, number>): Map<string, number> {
    for (const [userId, { seq }] of this.moved.get(roomId) ?? [])
      stored.set(userId, Math.max(seq, stored.get(userId) ?? 0));
    return stored;
  }

  /** The same of a standing. `ordinal` is that of the room's head; undefined where only the store can tell, once written. */
  overStanding(
    userId: string,
    standing: Standing,
    { ordinal, hidden }: { ordinal: number; hidden: number },
  ): Standing | undefined {
    const moved = this.moved.get(standing.roomId)?.get(userId);
    if (!moved) return standing;
    if (moved.seq <= standing.cursor) return { ...standing, isMarked: false };
    // How many of them come after the new cursor is not known here.
    if (hidden > 0) return undefined;
    return { ...standing, cursor: moved.seq, unread: ordinal - moved.ordinal, isMarked: false };
  }

  private tryFlush(): void {
    try {
      this.flush();
    } catch {
      // The disk does not take it now.
      this.timer = setTimeout(() => this.tryFlush(), LATEST_MS);
    }
  }
}
