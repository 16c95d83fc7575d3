import type { PageQuery, ReadState, Stored } from "../history";
import type { ReadStateRow } from "./tables";

/**
 * The messages that are in the journal and not in the tables yet, in memory: of each room, everything between the tables'
 * last message and the head. The second half of this class merges them into what the tables answer. A message also moves
 * its author's cursor, so the authors' cursors come from here, too.
 */
type PendingRoom = { messages: Stored[]; byClientId: Map<string, Stored> };

export class Pending {
  private readonly rooms = new Map<string, PendingRoom>();

  get roomIds(): string[] {
    return [...this.rooms.keys()];
  }

  /** In ascending order, without a gap. */
  in(roomId: string): Stored[] {
    return this.rooms.get(roomId)?.messages ?? [];
  }

  last(roomId: string): Stored | undefined {
    return this.rooms.get(roomId)?.messages.at(-1);
  }

  findByClientId(roomId: string, authorId: string, clientId: string): Stored | undefined {
    return this.rooms.get(roomId)?.byClientId.get(keyOf(authorId, clientId));
  }

  /** `message` must be the next one of its room. */
  add(message: Stored): void {
    const room: PendingRoom = this.rooms.get(message.roomId) ?? { messages: [], byClientId: new Map() };
    this.rooms.set(message.roomId, room);
    room.messages.push(message);
    room.byClientId.set(keyOf(message.authorId, message.clientId), message);
  }

  /** The first `count` of the room are in the tables now. */
  removeMoved(roomId: string, count: number): void {
    const { messages, byClientId } = this.rooms.get(roomId)!;
    for (const { authorId, clientId } of messages.splice(0, count))
      byClientId.delete(keyOf(authorId, clientId));
    if (messages.length === 0) this.rooms.delete(roomId);
  }

  // ── Merged into what the tables answer ──

  page(roomId: string, asked: PageQuery, stored: (asked: PageQuery) => Stored[]): Stored[] {
    const messages = this.in(roomId);
    const first = messages[0]?.seq;
    if (first === undefined) return stored(asked);
    const { before = Infinity, after, limit } = asked;
    if (after !== undefined) {
      const earlier = after < first - 1 ? stored(asked) : [];
      const from = Math.max(0, after + 1 - first);
      return [...earlier, ...messages.slice(from, from + limit - earlier.length)];
    }
    if (before <= first) return stored(asked);
    const end = Math.min(messages.length, before - first);
    const newest = messages.slice(Math.max(0, end - limit), end);
    return newest.length === limit
      ? newest
      : [...stored({ before: first, limit: limit - newest.length }), ...newest];
  }

  find(roomId: string, seqs: number[]): Stored[] {
    const messages = this.in(roomId);
    const asked = new Set(seqs);
    return messages.filter(({ seq }) => asked.has(seq));
  }

  readState(userId: string, row: ReadStateRow): ReadState {
    const { roomId, floor, head, unread, stored } = row;
    const visible = this.in(roomId).filter(({ hiddenFrom }) => hiddenFrom !== userId);
    const own = this.cursorOf(userId, roomId);
    const cursor = Math.max(row.cursor, own);
    const after = visible.filter(({ seq, kind }) => seq > cursor && kind !== "system").length;
    const last = visible.findLast(({ seq }) => seq > floor);
    return {
      roomId,
      head: this.last(roomId)?.seq ?? head,
      cursor,
      unread: this.last(roomId) && cursor > head ? after : unread + after,
      // A message of their own clears the mark, unless it was set since.
      isMarked: row.isMarked === 1 && own <= stored,
      lastSeq: last?.seq ?? row.lastSeq,
      lastAt: last?.at ?? row.lastAt,
    };
  }

  cursors(roomId: string, stored: Map<string, number>): Map<string, number> {
    for (const { authorId, seq, kind } of this.in(roomId))
      if (kind !== "system") stored.set(authorId, Math.max(seq, stored.get(authorId) ?? 0));
    return stored;
  }

  /** The seq of the user's own last message here, 0 if there is none. */
  cursorOf(userId: string, roomId: string): number {
    const isOwn = ({ authorId, kind }: Stored) => authorId === userId && kind !== "system";
    return this.in(roomId).findLast(isOwn)?.seq ?? 0;
  }
}

const keyOf = (authorId: string, clientId: string): string => `${authorId}\0${clientId}`;
