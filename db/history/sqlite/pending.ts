import type { Stored } from "../history";

/**
 * What is in the journal and not in the tables yet, in memory. Of each room: its newest messages, everything between the
 * tables' last message and the head; and of messages in the tables, what they were changed to.
 */
type PendingRoom = {
  messages: Stored[];
  changed: Map<number, Stored>;
  byClientId: Map<string, Stored>;
  /** The highest here. */
  rev: number;
};

export class Pending {
  private readonly rooms = new Map<string, PendingRoom>();
  /** The newest messages that were stored with a file, by its id: few have any. */
  private readonly withFile = new Map<string, { roomId: string; seq: number }[]>();

  get roomIds(): string[] {
    return [...this.rooms.keys()];
  }

  has(roomId: string): boolean {
    return this.rooms.has(roomId);
  }

  /** The newest messages, in ascending order, without a gap. */
  in(roomId: string): Stored[] {
    return this.rooms.get(roomId)?.messages ?? [];
  }

  last(roomId: string): Stored | undefined {
    return this.rooms.get(roomId)?.messages.at(-1);
  }

  /** 0 if nothing here was changed. */
  lastRev(roomId: string): number {
    return this.rooms.get(roomId)?.rev ?? 0;
  }

  /** Of a message that is in the tables: what it was changed to. */
  changeOf(roomId: string, seq: number): Stored | undefined {
    return this.rooms.get(roomId)?.changed.get(seq);
  }

  /** All that were changed, of the newest and of those in the tables. */
  changed(roomId: string): Stored[] {
    const room = this.rooms.get(roomId);
    if (!room || room.rev === 0) return [];
    return [...room.changed.values(), ...room.messages.filter(({ rev }) => rev > 0)];
  }

  /** The newest messages that were stored with this file. */
  holding(fileId: string): Stored[] {
    const places = this.withFile.get(fileId) ?? [];
    return places.flatMap(({ roomId, seq }) => this.in(roomId)[seq - (this.in(roomId)[0]?.seq ?? 0)] ?? []);
  }

  /** Of the newest only. */
  findByClientId(roomId: string, authorId: string, clientId: string): Stored | undefined {
    return this.rooms.get(roomId)?.byClientId.get(keyOf(authorId, clientId));
  }

  /** `message` must be the next one of its room. */
  add(message: Stored): void {
    const room = this.rooms.get(message.roomId) ?? newRoom();
    this.rooms.set(message.roomId, room);
    room.messages.push(message);
    const { roomId, seq } = message;
    for (const { id } of message.attachments)
      this.withFile.set(id, [...(this.withFile.get(id) ?? []), { roomId, seq }]);
    room.byClientId.set(keyOf(message.authorId, message.clientId), message);
  }

  /** `message` is a later state of one that is here or in the tables. */
  change(message: Stored): void {
    const room = this.rooms.get(message.roomId) ?? newRoom();
    this.rooms.set(message.roomId, room);
    room.rev = Math.max(room.rev, message.rev);
    const place = message.seq - (room.messages[0]?.seq ?? Infinity);
    if (place < 0) return void room.changed.set(message.seq, message);
    room.messages[place] = message;
    room.byClientId.set(keyOf(message.authorId, message.clientId), message);
  }

  /** Up to `count` to move to the tables next; the newest of them without a gap. */
  movable(roomId: string, count: number): Stored[] {
    const room = this.rooms.get(roomId);
    if (!room) return [];
    const changed = [...room.changed.values().take(count)];
    return [...changed, ...room.messages.slice(0, count - changed.length)];
  }

  /** These, which `movable` has just returned, are in the tables now. */
  removeMoved(roomId: string, moved: Stored[]): void {
    const room = this.rooms.get(roomId);
    if (!room) return;
    const newest = moved.filter(({ seq }) => !room.changed.delete(seq));
    for (const { authorId, clientId } of room.messages.splice(0, newest.length))
      room.byClientId.delete(keyOf(authorId, clientId));
    for (const { seq, attachments } of newest)
      for (const { id } of attachments) this.forgetFile(id, roomId, seq);
    if (room.messages.length + room.changed.size === 0) this.rooms.delete(roomId);
  }

  private forgetFile(id: string, roomId: string, seq: number): void {
    const left = this.withFile.get(id)?.filter((place) => place.roomId !== roomId || place.seq !== seq) ?? [];
    if (left.length > 0) this.withFile.set(id, left);
    else this.withFile.delete(id);
  }
}

const newRoom = (): PendingRoom => ({ messages: [], changed: new Map(), byClientId: new Map(), rev: 0 });

const keyOf = (authorId: string, clientId: string): string => `${authorId}\0${clientId}`;
