import type { ClientFrame, ServerFrame } from "../../protocol/frames";
import { Raw } from "../wire/raw";

// For tests: one socket of a follower, and what must be on any. It hears every message once and in order, and none may be
// left out; a cursor never goes back; an unread number fits what has been heard.

/**
 * `greeted` is the head that it was welcomed with, and `begun` the cursor; `heard` the newest it has heard, `cursor` where
 * I stand as it was told since.
 */
type Place = { greeted: number | null; begun: number; heard: number; cursor: number };

// The ping that stands behind all that was said before.
const FENCE = -1;

export class Link {
  /** Its end, whoever ended it, is the end of what it hears. */
  isOver = false;
  /** Welcomed, and not over. */
  isLive = false;
  private readonly places = new Map<string, Place>();
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

  /** Resolves once all that was said on it is answered, or it is over. */
  settled(): Promise<void> {
    this.fence = Promise.withResolvers();
    if (this.isOver) this.fence.resolve();
    else this.say({ type: "ping", n: FENCE });
    return this.fence.promise;
  }

  /** True where that was for nobody else. */
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
    Object.assign(this.place(roomId), { greeted: head, begun: cursor });
  }

  receive(roomId: string, seq: number): void {
    const place = this.place(roomId);
    const { heard, greeted } = place;
    // What was stored while the welcome was made may be in its head, and heard after it.
    const isNext = heard > 0 ? seq === heard + 1 : seq <= (greeted ?? seq) + 1;
    if (!isNext) this.fault(`${seq} heard after ${heard}, welcomed with ${greeted}`);
    place.heard = seq;
  }

  /** A message heard before this frame is counted in it, one that is not is heard after it. */
  move({ roomId, seq, unread }: { roomId: string; seq: number; unread: number }): void {
    const place = this.place(roomId);
    const { heard, greeted, begun } = place;
    // Told late of what the welcome knew: a client's cursor goes forward only.
    if (seq < begun) return;
    if (seq < place.cursor) this.fault(`read to ${seq} after ${place.cursor}`);
    place.cursor = seq;
    // The first, which tells that the room was made, does not count. A machine that is behind its own welcome, because it
    // has just started or speaks to a crowd, counts what it has told.
    const due = [Math.max(heard, greeted ?? 0), heard].map((head) => head - Math.max(seq, 1));
    if (greeted !== null && !due.includes(unread))
      this.fault(`${unread} unread after ${seq}, heard ${heard}, welcomed with ${greeted}`);
  }

  private place(roomId: string): Place {
    const place = this.places.get(roomId) ?? { greeted: null, begun: 0, heard: 0, cursor: 0 };
    this.places.set(roomId, place);
    return place;
  }
}
