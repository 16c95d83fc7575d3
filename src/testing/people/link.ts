import type { ClientFrame, ServerFrame } from "../../protocol/frames";
import { Raw } from "../wire/raw";

// For tests: one socket of a follower, and the invariants of a socket. Every message arrives exactly once and in order; a
// cursor never moves back; an unread number matches the messages received.

/**
 * `greeted` and `begun`: head and cursor in the welcome. `received`: the newest message received. `cursor`: the newest cursor
 * received.
 */
type RoomProgress = { greeted: number | null; begun: number; received: number; cursor: number };

// The number of the ping in `settled`.
const FENCE = -1;

export class Link {
  /** Closed, by either side: later frames are ignored. */
  isOver = false;
  /** Welcomed and not closed. */
  isLive = false;
  private readonly places = new Map<string, RoomProgress>();
  private fence = Promise.withResolvers<void>();

  private constructor(
    readonly raw: Raw,
    private readonly fault: (what: string) => void,
  ) {}

  static async open(fault: (what: string) => void): Promise<Link> {
    return new Link(await Raw.webSocket(), fault);
  }

  next = (): Promise<ServerFrame | null> => this.raw.frame<ServerFrame>();

  say(...frames: ClientFrame[]): void {
    this.raw.say(...frames);
  }

  /** Resolves once all frames sent on it are answered, or it is closed. */
  settled(): Promise<void> {
    this.fence = Promise.withResolvers();
    if (this.isOver) this.fence.resolve();
    else this.say({ type: "ping", n: FENCE });
    return this.fence.promise;
  }

  /** True where the pong was for `settled`. */
  answered(n: number | undefined): boolean {
    if (n === FENCE) this.fence.resolve();
    return n === FENCE;
  }

  end(): void {
    this.isOver = true;
    this.isLive = false;
    this.raw.close();
    this.fence.resolve();
  }

  greet(roomId: string, head: number, cursor: number): void {
    Object.assign(this.progress(roomId), { greeted: head, begun: cursor });
  }

  receive(roomId: string, seq: number): void {
    const progress = this.progress(roomId);
    const { received, greeted } = progress;
    // A message stored while the welcome was made may be in its head and also be delivered after it.
    const isNext = received > 0 ? seq === received + 1 : seq <= (greeted ?? seq) + 1;
    if (!isNext) this.fault(`${seq} received after ${received}, welcomed with ${greeted}`);
    progress.received = seq;
  }

  /** Messages received before a `room.read` are counted in its `unread`; others are delivered after it. */
  move({ roomId, seq, unread }: { roomId: string; seq: number; unread: number }): void {
    const progress = this.progress(roomId);
    const { received, greeted, begun } = progress;
    // Older than the welcome: a client's cursor only moves forward.
    if (seq < begun) return;
    if (seq < progress.cursor) this.fault(`read to ${seq} after ${progress.cursor}`);
    progress.cursor = seq;
    // The first message, about the room's creation, does not count. A machine that lags behind its own welcome, because it
    // has just started or serves a large room, counts what it has delivered.
    const due = [Math.max(received, greeted ?? 0), received].map((head) => head - Math.max(seq, 1));
    if (greeted !== null && !due.includes(unread))
      this.fault(`${unread} unread after ${seq}, received ${received}, welcomed with ${greeted}`);
  }

  private progress(roomId: string): RoomProgress {
    const progress = this.places.get(roomId) ?? { greeted: null, begun: 0, received: 0, cursor: 0 };
    this.places.set(roomId, progress);
    return progress;
  }
}
