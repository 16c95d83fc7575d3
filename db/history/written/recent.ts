import { anyRoom, type WrittenRooms } from "./written";

// Rooms; some 2 MB. Whoever asks twice a second never sees that many written to in between.
const KEPT = 20_000;

/**
 * The rooms that this process has written to, in memory: for a store that nobody else writes to. A mark is this process and
 * how many writes there were until then.
 */
export class RecentRooms {
  private readonly process = crypto.randomUUID();
  /** By room, its last write; ascending, because a room that is written to again goes to the end. */
  private readonly last = new Map<string, number>();
  private count = 0;
  /** All that was written up to here may be forgotten. */
  private forgotten = 0;

  constructor(private readonly kept = KEPT) {}

  add(roomId: string): void {
    this.last.delete(roomId);
    this.last.set(roomId, ++this.count);
    if (this.last.size <= this.kept) return;
    const [oldest, at] = this.last.entries().next().value!;
    this.last.delete(oldest);
    this.forgotten = at;
  }

  since(mark = ""): WrittenRooms {
    const now = `${this.process}:${this.count}`;
    const [process, n] = mark.split(":");
    const after = Number(n);
    if (process !== this.process || !(after >= this.forgotten && after <= this.count)) return anyRoom(now);
    const rooms = [...this.last].filter(([, at]) => at > after).map(([roomId]) => roomId);
    return { rooms, mark: now, isWhole: true };
  }
}
