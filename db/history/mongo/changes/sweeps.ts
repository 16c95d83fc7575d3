type SweptRoom = { running: Promise<unknown>; next?: Promise<void> };

/**
 * One sweep over a room at a time, and one more that begins after it, for all who ask meanwhile: a sweep that began before they
 * asked may have missed what they ask for. Without this, everyone who reads a busy room would do the same work at once.
 */
export class Sweeps {
  private readonly rooms = new Map<string, SweptRoom>();

  /** Resolves after a sweep that began after this call; rejects as it does. */
  next(roomId: string, sweep: () => Promise<void>): Promise<void> {
    const room = this.rooms.get(roomId);
    if (!room) return this.start(roomId, sweep);
    room.next ??= settled(room.running).then(() => this.start(roomId, sweep));
    return room.next;
  }

  /** Does this at once. Sweeps that are asked for meanwhile begin after it. */
  own(roomId: string, work: () => Promise<void>): Promise<void> {
    const before = this.rooms.get(roomId)?.running;
    // Only the first is waited for where there are several: a sweep that comes early finds the others' work due, and does it.
    return before ? work() : this.start(roomId, work);
  }

  private start(roomId: string, sweep: () => Promise<void>): Promise<void> {
    const running = sweep();
    const room: SweptRoom = { running };
    this.rooms.set(roomId, room);
    void this.forgetAfter(roomId, room);
    return running;
  }

  private async forgetAfter(roomId: string, room: SweptRoom): Promise<void> {
    await settled(room.running);
    if (this.rooms.get(roomId) === room && !room.next) this.rooms.delete(roomId);
  }
}

const settled = (work: Promise<unknown>): Promise<void> =>
  work.then(
    () => undefined,
    () => undefined,
  );
