import { mentionsMe } from "../../../src/protocol/mentions";
import {
  type ChangePage,
  type HavingPage,
  holds,
  type MentioningQuery,
  type MentionQuery,
  newestPlaceFirst,
  type PageQuery,
  type ReadState,
  type Stored,
} from "../history";
import type { Pending } from "./pending";
import type { ReadStateRow, Tables } from "./tables";

/**
 * What the tables answer, with what is pending merged into it. A pending message also moves its author's cursor, so the
 * authors' cursors come from here, too.
 */
export class Merged {
  constructor(
    private readonly tables: Tables,
    private readonly pending: Pending,
  ) {}

  page(roomId: string, asked: PageQuery): Stored[] {
    const messages = this.pending.in(roomId);
    const stored = (range: PageQuery) => this.asChanged(roomId, this.tables.page(roomId, range));
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
    const asked = new Set(seqs);
    const newest = this.pending.in(roomId).filter(({ seq }) => asked.has(seq));
    return [...this.asChanged(roomId, this.tables.find(roomId, seqs)), ...newest];
  }

  findByClientId(roomId: string, authorId: string, clientId: string): Stored | null {
    const newest = this.pending.findByClientId(roomId, authorId, clientId);
    if (newest) return newest;
    const stored = this.tables.findByClientId(roomId, authorId, clientId);
    return stored && (this.pending.changeOf(roomId, stored.seq) ?? stored);
  }

  lastRev(roomId: string): number {
    return Math.max(this.tables.lastRev(roomId), this.pending.lastRev(roomId));
  }

  changes(roomId: string, { after, limit }: { after: number; limit: number }): ChangePage {
    const pending = this.pending.changed(roomId).filter(({ rev }) => rev > after);
    // Those that are out of date are left out, so as many more are read; and one that shows whether there are more.
    const stored = this.tables.changedAfter(roomId, after, limit + pending.length + 1);
    const messages = [...this.withoutPending(stored, pending), ...pending].sort((a, b) => a.rev - b.rev);
    const page = messages.slice(0, limit);
    const isAll = messages.length <= limit;
    return { messages: page, rev: isAll ? Math.max(after, this.lastRev(roomId)) : page.at(-1)!.rev };
  }

  pinned(roomId: string): Stored[] {
    const pending = this.pending.changed(roomId);
    const stored = this.withoutPending(this.tables.pinned(roomId), pending);
    return [...stored, ...pending].filter(({ pin }) => pin !== null).sort((a, b) => a.seq - b.seq);
  }

  readState(userId: string, row: ReadStateRow): ReadState {
    const { roomId, floor, head, unread, stored } = row;
    const visible = this.pending.in(roomId).filter(({ hiddenFrom }) => hiddenFrom !== userId);
    const own = this.cursorOf(userId, roomId);
    const cursor = Math.max(row.cursor, own);
    const after = visible.filter(({ seq, kind }) => seq > cursor && kind !== "system").length;
    const last = visible.findLast(({ seq }) => seq > floor);
    const newest = this.pending.last(roomId)?.seq;
    return {
      roomId,
      head: newest ?? head,
      rev: Math.max(row.rev, this.pending.lastRev(roomId)),
      cursor,
      unread: newest !== undefined && cursor > head ? after : unread + after,
      // A message of their own clears the mark, unless it was set since.
      isMarked: row.isMarked === 1 && own <= stored,
      lastSeq: last?.seq ?? row.lastSeq,
      lastAt: last?.at ?? row.lastAt,
    };
  }

  mentions(userId: string, { rooms, exceptBy }: MentionQuery): Map<string, number> {
    const isMentioned = mentioning(userId, exceptBy);
    const ranges = this.withChanged(rooms);
    const found = new Map<string, number>();
    for (const [nth, { seq }] of this.tables.mentions(userId, ranges, exceptBy).entries()) {
      const { roomId, after } = rooms[nth]!;
      const pending = [...this.pending.changed(roomId), ...this.pending.in(roomId)].filter(isMentioned);
      const newest = pending.reduce((most, message) => Math.max(most, message.seq), seq);
      if (newest > after) found.set(roomId, newest);
    }
    return found;
  }

  mentioning(userId: string, { rooms, exceptBy, before, limit }: MentioningQuery): Stored[] {
    const stored = this.tables.mentioning(userId, {
      ranges: this.withChanged(rooms),
      exceptBy,
      limit,
      ...(before && { before }),
    });
    const isMentioned = mentioning(userId, exceptBy);
    const pending = rooms.flatMap(({ roomId, after }) => {
      // One that was said and changed is in both.
      const newer = [...this.pending.in(roomId), ...this.pending.changed(roomId)];
      return [...new Map(newer.map((message) => [message.seq, message])).values()].filter(
        (message) =>
          message.seq > after && isMentioned(message) && (!before || newestPlaceFirst(before, message) < 0),
      );
    });
    return [...stored, ...pending].sort(newestPlaceFirst).slice(0, limit);
  }

  holders(fileId: string): Place[] {
    const isHolder = ({ attachments }: Stored) => attachments.some(({ id }) => id === fileId);
    const stored = this.tables.holders(fileId).filter(({ roomId, seq }) => {
      const changed = this.pending.changeOf(roomId, seq);
      return !changed || isHolder(changed);
    });
    const pending = this.pending.holding(fileId).filter(isHolder);
    return [...stored, ...pending.map(({ roomId, seq }) => ({ roomId, seq }))].sort(byPlace);
  }

  having(roomId: string, { kind, before = Infinity, limit }: HavingPage): Stored[] {
    const newer = [...this.pending.in(roomId), ...this.pending.changed(roomId)];
    const pending = new Map(newer.map((message) => [message.seq, message]));
    // Those that are out of date are left out, so as many more are read.
    const stored = this.tables.having(roomId, {
      kind,
      before: Math.min(before, Number.MAX_SAFE_INTEGER),
      limit: limit + pending.size,
    });
    return [...stored.filter(({ seq }) => !pending.has(seq)), ...pending.values()]
      .filter((message) => message.seq < before && holds[kind](message))
      .sort((a, b) => b.seq - a.seq)
      .slice(0, limit);
  }

  cursors(roomId: string): Map<string, number> {
    const cursors = this.tables.cursors(roomId);
    for (const { authorId, seq, kind } of this.pending.in(roomId))
      if (kind !== "system") cursors.set(authorId, Math.max(seq, cursors.get(authorId) ?? 0));
    return cursors;
  }

  /** The seq of the user's own last pending message, 0 if there is none. */
  cursorOf(userId: string, roomId: string): number {
    const isOwn = ({ authorId, kind }: Stored) => authorId === userId && kind !== "system";
    return this.pending.in(roomId).findLast(isOwn)?.seq ?? 0;
  }

  private withChanged = (rooms: MentionQuery["rooms"]) =>
    rooms.map((one) => ({ ...one, besides: this.pending.changed(one.roomId).map(({ seq }) => seq) }));

  private asChanged = (roomId: string, stored: Stored[]): Stored[] =>
    this.pending.lastRev(roomId) === 0
      ? stored
      : stored.map((message) => this.pending.changeOf(roomId, message.seq) ?? message);

  private withoutPending(stored: Stored[], pending: Stored[]): Stored[] {
    const seqs = new Set(pending.map(({ seq }) => seq));
    return stored.filter(({ seq }) => !seqs.has(seq));
  }
}

const mentioning =
  (userId: string, exceptBy: string[]) =>
  (message: Stored): boolean =>
    mentionsMe(message, userId) && message.hiddenFrom !== userId && !exceptBy.includes(message.authorId);

type Place = { roomId: string; seq: number };
const byPlace = (one: Place, other: Place): number =>
  one.roomId === other.roomId ? one.seq - other.seq : one.roomId < other.roomId ? -1 : 1;
