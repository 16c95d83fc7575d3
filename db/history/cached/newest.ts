import type { PageQuery, Stored } from "../history";

// For all rooms together. A message takes two bytes a character of text, its ids, and about 400 bytes more.
const MAX_BYTES = 24 * 1024 * 1024;
const BASE_BYTES = 400;
const ID_BYTES = 64;

/** The newest messages of a room up to its head, without a gap. If they begin with seq 1 they are all of it. */
export type CachedRoom = { head: number; newest: Stored[] };

type Options = {
  /** How many messages of a room are kept at least; at twice as many the older half is dropped. */
  kept: number;
  mayEvict?: (roomId: string) => boolean;
};

/** A bounded cache of the newest messages of rooms, least recently used first out. */
export class Newest {
  // In the order of their last use.
  private readonly rooms = new Map<string, CachedRoom>();
  private bytes = 0;

  constructor(private readonly options: Options) {}

  in(roomId: string): CachedRoom | undefined {
    return this.rooms.get(roomId);
  }

  /** Adds the room's newest message. If it is behind a gap, the older ones are dropped. */
  append(message: Stored): void {
    const { roomId, seq } = message;
    const room = this.rooms.get(roomId);
    if (room && seq <= room.head) return;
    if (room?.head !== seq - 1) return void this.put(roomId, [message]);
    room.head = seq;
    room.newest.push(message);
    this.bytes += weightOf([message]);
    const { kept } = this.options;
    if (room.newest.length > 2 * kept) this.bytes -= weightOf(room.newest.splice(0, kept));
    this.touch(roomId);
  }

  /** A later state of a message, if that is cached. */
  change(message: Stored): void {
    const room = this.rooms.get(message.roomId);
    const place = room ? message.seq - firstOf(room) : -1;
    const cached = room?.newest[place];
    if (!room || !cached || cached.rev >= message.rev) return;
    room.newest[place] = message;
    this.bytes += weightOf([message]) - weightOf([cached]);
  }

  /** Merges the newest messages, as they have just been read, into what is cached. */
  merge(roomId: string, read: Stored[]): CachedRoom {
    const room = this.rooms.get(roomId);
    const last = read.at(-1)?.seq ?? 0;
    const first = last - read.length + 1;
    if (!room) return this.put(roomId, read);
    // What is cached is now as new as what was read, or newer.
    for (const message of read) this.change(message);
    // So much was stored meanwhile that what was read no longer joins on; or all of what was read is cached.
    const isCached = firstOf(room) > last + 1 || (firstOf(room) <= first && last <= room.head);
    if (isCached) return room;
    const newest = read.map((message) => room.newest[message.seq - firstOf(room)] ?? message);
    const before = room.head >= first - 1 ? room.newest.filter(({ seq }) => seq < first) : [];
    const after = room.newest.filter(({ seq }) => seq > last);
    return this.put(roomId, [...before, ...newest, ...after].slice(-2 * this.options.kept));
  }

  touch(roomId: string): void {
    const room = this.rooms.get(roomId);
    if (!room) return;
    this.rooms.delete(roomId);
    this.rooms.set(roomId, room);
    if (this.bytes <= MAX_BYTES) return;
    for (const oldest of this.rooms.keys()) {
      if (this.bytes <= MAX_BYTES || oldest === roomId) return;
      if (this.options.mayEvict?.(oldest) ?? true) this.evict(oldest);
    }
  }

  private put(roomId: string, newest: Stored[]): CachedRoom {
    this.evict(roomId);
    const room = { head: newest.at(-1)?.seq ?? 0, newest };
    this.rooms.set(roomId, room);
    this.bytes += weightOf(newest);
    this.touch(roomId);
    return room;
  }

  private evict(roomId: string): void {
    this.bytes -= weightOf(this.rooms.get(roomId)?.newest ?? []);
    this.rooms.delete(roomId);
  }
}

const weightOf = (messages: Stored[]): number =>
  messages.reduce(
    (sum, { text, mentions, event, reactions }) =>
      sum + BASE_BYTES + 2 * text.length + ID_BYTES * idsIn({ mentions, event, reactions }),
    0,
  );

const idsIn = ({ mentions, event, reactions }: Pick<Stored, "mentions" | "event" | "reactions">): number =>
  reactions.reduce(
    (sum, { userIds }) => sum + userIds.length,
    mentions.length + (event?.userIds.length ?? 0),
  );

const firstOf = ({ head, newest }: CachedRoom): number => head - newest.length + 1;

/** The page, if all of it is cached. */
export function within(room: CachedRoom, { before, after, limit }: PageQuery): Stored[] | undefined {
  const first = firstOf(room);
  const at = (seq: number) => Math.max(0, Math.min(room.newest.length, seq - first));
  if (after !== undefined)
    return after >= first - 1 ? room.newest.slice(at(after + 1), at(after + 1) + limit) : undefined;
  const end = at(before ?? Infinity);
  return end >= limit || first === 1 ? room.newest.slice(Math.max(0, end - limit), end) : undefined;
}

/** The messages with these seqs, if all that exist are cached. */
export function withSeqs(room: CachedRoom, seqs: number[]): Stored[] | undefined {
  if (!seqs.every((seq) => seq >= firstOf(room))) return undefined;
  const ascending = [...new Set(seqs)].sort((a, b) => a - b);
  return ascending.flatMap((seq) => room.newest[seq - firstOf(room)] ?? []);
}
