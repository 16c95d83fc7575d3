import { Newest, type Room, those, within } from "../cached/newest";
import type { Page, Stored } from "../history";
import type { Place } from "./numbering/numbering";

// Of a busy room, in messages.
const KEPT = 500;
// What another machine says may be heard after what was stored behind it. More than this on its way is lost.
const MAX_AHEAD = 500;

/**
 * What was said last in busy rooms, as far as this machine knows: where the next message may go, and what is read while
 * MongoDB is away.
 */
export class Memory {
  private readonly newest = new Newest({ kept: KEPT });
  /** By room, what lies behind a gap. */
  private readonly ahead = new Map<string, Map<number, Stored>>();

  take(message: Stored): void {
    const { roomId, seq } = message;
    const room = this.newest.in(roomId);
    // One that was forgotten begins anew.
    if (!room) this.ahead.delete(roomId);
    if (!room || seq === room.head + 1) this.goOn(message);
    else if (seq > room.head) this.wait(message);
  }

  /** A page that ends at the head. */
  takeNewest(roomId: string, page: Stored[]): void {
    const { head } = this.newest.join(roomId, page);
    const waiting = this.ahead.get(roomId);
    for (const seq of waiting?.keys() ?? []) if (seq <= head) waiting!.delete(seq);
    this.joinAhead(roomId);
  }

  /** The last message known, also behind a gap. */
  last(roomId: string): Place | undefined {
    const ahead = this.ahead.get(roomId);
    return ahead ? ahead.get(Math.max(...ahead.keys())) : this.newest.in(roomId)?.newest.at(-1);
  }

  head = (roomId: string): number | undefined => this.newest.in(roomId)?.head;
  page = (roomId: string, asked: Page) => this.with(roomId, (room) => within(room, asked));
  find = (roomId: string, seqs: number[]) => this.with(roomId, (room) => those(room, seqs));

  private with<T>(roomId: string, ask: (room: Room) => T): T | undefined {
    const room = this.newest.in(roomId);
    return room && ask(room);
  }

  private goOn(message: Stored): void {
    this.newest.take(message);
    this.joinAhead(message.roomId);
  }

  private wait(message: Stored): void {
    const { roomId, seq } = message;
    const waiting = this.ahead.get(roomId) ?? new Map<number, Stored>();
    this.ahead.set(roomId, waiting);
    waiting.set(seq, message);
    if (waiting.size <= MAX_AHEAD) return;
    // What is missing never came: begin anew behind it.
    const next = Math.min(...waiting.keys());
    this.newest.take(waiting.get(next)!);
    waiting.delete(next);
    this.joinAhead(roomId);
  }

  private joinAhead(roomId: string): void {
    const waiting = this.ahead.get(roomId);
    if (!waiting) return;
    for (let next = this.nextOf(roomId); waiting.has(next); next++) {
      this.newest.take(waiting.get(next)!);
      waiting.delete(next);
    }
    if (waiting.size === 0) this.ahead.delete(roomId);
  }

  private nextOf = (roomId: string): number => (this.newest.in(roomId)?.head ?? 0) + 1;
}
