import { type CachedRoom, Newest, within, withSeqs } from "../cached/newest";
import type { PageQuery, Stored } from "../history";
import type { RoomHead } from "../placing";

// In messages of one room.
const KEPT = 500;
// Messages of other machines can arrive out of order. If this many wait behind a gap, the missing ones are lost.
const MAX_AHEAD = 500;

/**
 * The newest messages of busy rooms, as far as this machine knows: a guess at the seq of the next message, and what is
 * served while MongoDB is unreachable.
 */
export class Memory {
  private readonly newest = new Newest({ kept: KEPT });
  /** By room, the messages behind a gap. */
  private readonly ahead = new Map<string, Map<number, Stored>>();

  observe(message: Stored): void {
    const { roomId, seq } = message;
    const room = this.newest.in(roomId);
    // The room was evicted, or is new.
    if (!room) this.ahead.delete(roomId);
    if (message.rev > 0 && seq <= (room?.head ?? Infinity)) this.newest.change(message);
    else if (!room || seq === room.head + 1) this.append(message);
    else if (seq > room.head) this.keepAhead(message);
  }

  /** `page` ends at the head of its room. */
  observeNewest(roomId: string, page: Stored[]): void {
    const { head } = this.newest.merge(roomId, page);
    const waiting = this.ahead.get(roomId);
    for (const seq of waiting?.keys() ?? []) if (seq <= head) waiting!.delete(seq);
    this.joinAhead(roomId);
  }

  /** The last message known, even behind a gap. */
  last(roomId: string): RoomHead | undefined {
    const ahead = this.ahead.get(roomId);
    return ahead ? ahead.get(Math.max(...ahead.keys())) : this.newest.in(roomId)?.newest.at(-1);
  }

  head = (roomId: string): number | undefined => this.newest.in(roomId)?.head;
  page = (roomId: string, asked: PageQuery) => this.with(roomId, (room) => within(room, asked));
  /** Undefined where one is above the head that is known here: another machine may have stored it. */
  find = (roomId: string, seqs: number[]) =>
    this.with(roomId, (room) => (Math.max(...seqs) > room.head ? undefined : withSeqs(room, seqs)));

  private with<T>(roomId: string, ask: (room: CachedRoom) => T): T | undefined {
    const room = this.newest.in(roomId);
    return room && ask(room);
  }

  private append(message: Stored): void {
    this.newest.append(message);
    this.joinAhead(message.roomId);
  }

  private keepAhead(message: Stored): void {
    const { roomId, seq } = message;
    const waiting = this.ahead.get(roomId) ?? new Map<number, Stored>();
    this.ahead.set(roomId, waiting);
    waiting.set(seq, message);
    if (waiting.size <= MAX_AHEAD) return;
    // The missing messages never came: continue behind the gap.
    const next = Math.min(...waiting.keys());
    this.newest.append(waiting.get(next)!);
    waiting.delete(next);
    this.joinAhead(roomId);
  }

  private joinAhead(roomId: string): void {
    const waiting = this.ahead.get(roomId);
    if (!waiting) return;
    for (let next = this.nextOf(roomId); waiting.has(next); next++) {
      this.newest.append(waiting.get(next)!);
      waiting.delete(next);
    }
    if (waiting.size === 0) this.ahead.delete(roomId);
  }

  private nextOf = (roomId: string): number => (this.newest.in(roomId)?.head ?? 0) + 1;
}
