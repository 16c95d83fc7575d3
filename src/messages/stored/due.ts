/**
 * The rooms in which a subscriber still has to look. A set of rooms, and not a list of messages: it cannot grow beyond the
 * rooms that there are, however far behind a subscriber is.
 */
export class DueRooms {
  /** Since when each is due; and since when again, where something was stored while the subscriber looked there. */
  private readonly since = new Map<string, { at: number; againAt?: number }>();
  private hasAll = false;
  private doubtful = true;

  constructor(private readonly now: () => number = () => performance.now()) {}

  /** Whether any room may be due: all of them are to be compared. */
  get isDoubtful(): boolean {
    return this.doubtful;
  }

  /** Whether the subscriber had everything at some time since it last was in doubt. */
  get isWhole(): boolean {
    return this.hasAll;
  }

  get size(): number {
    return this.since.size;
  }

  add(roomId: string): void {
    const known = this.since.get(roomId);
    if (known) known.againAt ??= this.now();
    else this.since.set(roomId, { at: this.now() });
  }

  /** Before the subscriber reads a room: what is stored from now on makes it due again. */
  begin(roomId: string): void {
    const known = this.since.get(roomId);
    if (known) known.againAt = undefined;
  }

  /** The subscriber has all of the room that was there when it began. */
  done(roomId: string): void {
    const againAt = this.since.get(roomId)?.againAt;
    if (againAt === undefined) this.since.delete(roomId);
    else this.since.set(roomId, { at: againAt });
  }

  /** The subscriber cannot know what it has. */
  doubt(): void {
    this.doubtful = true;
    this.hasAll = false;
  }

  /** All rooms have been compared. */
  compared(): void {
    this.doubtful = false;
  }

  /** After each round. */
  settle(): void {
    this.hasAll ||= !this.doubtful && this.since.size === 0;
  }

  /** Drops those that have been due for so long; others are still to come. */
  forgetBefore(ageMs: number): void {
    const earliest = this.now() - ageMs;
    for (const [roomId, { at, againAt }] of this.since)
      if ((againAt ?? at) <= earliest) this.since.delete(roomId);
  }

  forget(): void {
    this.since.clear();
    this.doubt();
  }

  [Symbol.iterator](): IterableIterator<string> {
    return this.since.keys();
  }

  /** For how long the room that has been due for longest has been so, in ms. */
  lagMs(): number {
    let oldest = Infinity;
    for (const { at } of this.since.values()) oldest = Math.min(oldest, at);
    return oldest === Infinity ? 0 : this.now() - oldest;
  }
}
