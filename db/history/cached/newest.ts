import type { Page, Stored } from "../history";

// Of all rooms together; a message takes its text, at two bytes a letter, its ids, and about so much beside it.
const MAX_BYTES = 24 * 1024 * 1024;
const BESIDE_TEXT = 400;
const AN_ID = 64;

/** The newest messages of a room without a hole, up to its head; from seq 1 on they are all of it. */
export type Room = { head: number; newest: Stored[] };

type Options = {
  /** So many of a room at least, once it has had them; at twice this the older half goes. */
  kept: number;
  mayForget?: (roomId: string) => boolean;
};

/** Of busy rooms, what was said last, in memory and bounded. */
export class Newest {
  // In the order of their last use.
  private readonly rooms = new Map<string, Room>();
  private bytes = 0;

  constructor(private readonly options: Options) {}

  in(roomId: string): Room | undefined {
    return this.rooms.get(roomId);
  }

  /** One more. Where some were missed since the last, it is the first of what is held from now on. */
  take(message: Stored): void {
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

  /** The newest as they were read just now: joined to what is held. */
  join(roomId: string, read: Stored[]): Room {
    const room = this.rooms.get(roomId);
    const last = read.at(-1)?.seq ?? 0;
    const first = last - read.length + 1;
    if (!room) return this.put(roomId, read);
    // What was said meanwhile was so much that it is enough; or nothing was read that is not held.
    const isHeld = firstOf(room) > last + 1 || (firstOf(room) <= first && last <= room.head);
    if (isHeld) return room;
    const before = room.head >= first - 1 ? room.newest.filter(({ seq }) => seq < first) : [];
    const after = room.newest.filter(({ seq }) => seq > last);
    return this.put(roomId, [...before, ...read, ...after].slice(-2 * this.options.kept));
  }

  touch(roomId: string): void {
    const room = this.rooms.get(roomId);
    if (!room) return;
    this.rooms.delete(roomId);
    this.rooms.set(roomId, room);
    if (this.bytes <= MAX_BYTES) return;
    for (const oldest of this.rooms.keys()) {
      if (this.bytes <= MAX_BYTES || oldest === roomId) return;
      if (this.options.mayForget?.(oldest) ?? true) this.forget(oldest);
    }
  }

  private put(roomId: string, newest: Stored[]): Room {
    this.forget(roomId);
    const room = { head: newest.at(-1)?.seq ?? 0, newest };
    this.rooms.set(roomId, room);
    this.bytes += weightOf(newest);
    this.touch(roomId);
    return room;
  }

  private forget(roomId: string): void {
    this.bytes -= weightOf(this.rooms.get(roomId)?.newest ?? []);
    this.rooms.delete(roomId);
  }
}

const weightOf = (messages: Stored[]): number =>
  messages.reduce(
    (sum, { text, mentions, event }) =>
      sum + BESIDE_TEXT + 2 * text.length + AN_ID * (mentions.length + (event?.userIds.length ?? 0)),
    0,
  );

const firstOf = ({ head, newest }: Room): number => head - newest.length + 1;

/** The page, where all of it is among the newest. */
export function within(room: Room, { before, after, limit }: Page): Stored[] | undefined {
  const first = firstOf(room);
  const at = (seq: number) => Math.max(0, Math.min(room.newest.length, seq - first));
  if (after !== undefined)
    return after >= first - 1 ? room.newest.slice(at(after + 1), at(after + 1) + limit) : undefined;
  const end = at(before ?? Infinity);
  return end >= limit || first === 1 ? room.newest.slice(Math.max(0, end - limit), end) : undefined;
}

/** Those with these seqs, where all of them must be among the newest. */
export function those(room: Room, seqs: number[]): Stored[] | undefined {
  if (!seqs.every((seq) => seq >= firstOf(room))) return undefined;
  const ascending = [...new Set(seqs)].sort((a, b) => a - b);
  return ascending.flatMap((seq) => room.newest[seq - firstOf(room)] ?? []);
}
