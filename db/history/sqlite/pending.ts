import type { Page, Standing, Stored } from "../history";
import type { StandingRow } from "./tables";

/**
 * What is in the journal and not yet in the tables, in memory: of each room the newest, from just behind the last one in
 * the tables up to the head. Whoever asks the tables is answered with these in mind. Who speaks has read until there, so
 * these are cursors too.
 */
type Room = { messages: Stored[]; said: Map<string, Stored> };

export class Pending {
  private readonly rooms = new Map<string, Room>();

  get roomIds(): string[] {
    return [...this.rooms.keys()];
  }

  /** Ascending, without a hole. */
  in(roomId: string): Stored[] {
    return this.rooms.get(roomId)?.messages ?? [];
  }

  last(roomId: string): Stored | undefined {
    return this.rooms.get(roomId)?.messages.at(-1);
  }

  said(roomId: string, authorId: string, clientId: string): Stored | undefined {
    return this.rooms.get(roomId)?.said.get(keyOf(authorId, clientId));
  }

  /** The room's next. */
  add(message: Stored): void {
    const room: Room = this.rooms.get(message.roomId) ?? { messages: [], said: new Map() };
    this.rooms.set(message.roomId, room);
    room.messages.push(message);
    room.said.set(keyOf(message.authorId, message.clientId), message);
  }

  /** Its first ones are in the tables now. */
  moved(roomId: string, howMany: number): void {
    const { messages, said } = this.rooms.get(roomId)!;
    for (const { authorId, clientId } of messages.splice(0, howMany)) said.delete(keyOf(authorId, clientId));
    if (messages.length === 0) this.rooms.delete(roomId);
  }

  // ── Over what the tables say ──

  page(roomId: string, asked: Page, stored: (asked: Page) => Stored[]): Stored[] {
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

  standing(userId: string, row: StandingRow): Standing {
    const { roomId, floor, head, unread, moved } = row;
    const said = this.in(roomId).filter(({ hiddenFrom }) => hiddenFrom !== userId);
    const own = this.cursorOf(userId, roomId);
    const cursor = Math.max(row.cursor, own);
    const after = said.filter(({ seq, kind }) => seq > cursor && kind !== "system").length;
    const last = said.findLast(({ seq }) => seq > floor);
    return {
      roomId,
      head: this.last(roomId)?.seq ?? head,
      cursor,
      unread: this.last(roomId) && cursor > head ? after : unread + after,
      // Speaking takes the mark away, but not one that was set since.
      isMarked: row.isMarked === 1 && own <= moved,
      lastSeq: last?.seq ?? row.lastSeq,
      lastAt: last?.at ?? row.lastAt,
    };
  }

  cursors(roomId: string, stored: Map<string, number>): Map<string, number> {
    for (const { authorId, seq, kind } of this.in(roomId))
      if (kind !== "system") stored.set(authorId, Math.max(seq, stored.get(authorId) ?? 0));
    return stored;
  }

  /** 0 where they have said nothing. */
  cursorOf(userId: string, roomId: string): number {
    const isOwn = ({ authorId, kind }: Stored) => authorId === userId && kind !== "system";
    return this.in(roomId).findLast(isOwn)?.seq ?? 0;
  }
}

const keyOf = (authorId: string, clientId: string): string => `${authorId}\0${clientId}`;
