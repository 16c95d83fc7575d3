import type { Guest } from "./guests";
import type { ServerFrame } from "./protocol/frames";
import type { Room } from "./protocol/room";
import { Raw } from "./raw";

// For tests: a client as the contract describes one. What it sees of a room must at any time be 1, 2, 3 …; what it
// missed it fetches by seq; what it said and saw no ack for it says again, under the same clientId.

type Said = { roomId: string; clientId: string; text: string };
export type Entry = { seq: number; clientId: string };
/** `last` is the newest that this socket has heard of the room: nothing may come twice on one. */
type View = { entries: Entry[]; head: number; heard: number; isFetching: boolean };

export class Follower {
  readonly views = new Map<string, View>();
  readonly acks = new Map<string, Entry & { roomId: string }>();
  /** What must never be. */
  readonly faults: string[] = [];
  /** How often something was missed, and fetched. */
  holes = 0;
  /** Told of each ack. */
  onAck: () => void = () => undefined;
  private unacked = new Map<string, Said>();
  private raw: Raw | undefined;
  private waiting: (() => void)[] = [];

  constructor(
    readonly guest: Guest,
    rooms: Room[],
  ) {
    for (const { id } of rooms) this.views.set(id, { entries: [], head: 0, heard: 0, isFetching: false });
  }

  get isHere(): boolean {
    return this.raw !== undefined;
  }

  /** Comes (back): resolves once the welcome is here, and what was said without an ack is said again. */
  async connect(): Promise<void> {
    const raw = await Raw.webSocket();
    this.raw = raw;
    for (const view of this.views.values()) view.heard = 0;
    raw.say({ type: "hello", token: this.guest.token });
    const { promise, resolve } = Promise.withResolvers<void>();
    void this.listen(raw, resolve);
    return promise;
  }

  /** The link is gone, all at once. */
  cut(): void {
    this.raw?.close();
    this.raw = undefined;
  }

  stopReading(): void {
    this.raw?.stopReading();
  }

  readOn(): void {
    this.raw?.readOn();
  }

  /** Answers the clientId. */
  say(roomId: string, text: string, clientId: string = crypto.randomUUID()): string {
    const said = { roomId, clientId, text };
    if (!this.acks.has(clientId)) this.unacked.set(clientId, said);
    this.raw?.say({ type: "message.send", ...said });
    return clientId;
  }

  /** Everything said is acked, and everything there is has been seen. Where the socket ends meanwhile, it comes back. */
  async settled(heads: Map<string, number>): Promise<void> {
    const isBehind = () => [...this.views].some(([id, { entries }]) => entries.length < (heads.get(id) ?? 0));
    while (this.unacked.size > 0 || isBehind()) {
      if (!this.raw) await this.connect();
      else await new Promise<void>((resolve) => this.waiting.push(resolve));
    }
  }

  private async listen(raw: Raw, welcomed: () => void): Promise<void> {
    for (let frame = await raw.frame<ServerFrame>(); frame; frame = await raw.frame<ServerFrame>()) {
      this.take(frame);
      if (frame.type === "welcome") {
        for (const said of this.unacked.values()) raw.say({ type: "message.send", ...said });
        welcomed();
      }
      this.wake();
    }
    if (this.raw === raw) this.raw = undefined;
    welcomed();
    this.wake();
  }

  private take(frame: ServerFrame): void {
    if (frame.type === "welcome" || frame.type === "heads")
      for (const [roomId, head] of frame.rooms) this.reach(roomId, head);
    else if (frame.type === "message.sent") this.ack(frame);
    else if (frame.type === "message.new") this.hear(frame.message);
    else if (frame.type === "refused") this.faults.push(`refused: ${JSON.stringify(frame)}`);
  }

  private ack({ roomId, clientId, seq }: Entry & { roomId: string }): void {
    const before = this.acks.get(clientId);
    if (before && before.seq !== seq) this.faults.push(`${clientId} acked as ${before.seq} and as ${seq}`);
    this.acks.set(clientId, { roomId, clientId, seq });
    this.unacked.delete(clientId);
    this.onAck();
  }

  private hear({ roomId, seq, clientId }: Entry & { roomId: string }): void {
    const view = this.views.get(roomId)!;
    if (seq <= view.heard) this.faults.push(`${seq} heard after ${view.heard}`);
    view.heard = seq;
    if (seq === view.entries.length + 1) this.see(view, { seq, clientId });
    this.reach(roomId, seq);
  }

  private see(view: View, { seq, clientId }: Entry): void {
    if (seq !== view.entries.length + 1) this.faults.push(`${seq} seen after ${view.entries.length}`);
    view.entries.push({ seq, clientId });
  }

  /** There is so much in the room; what of it is missing is fetched. */
  private reach(roomId: string, head: number): void {
    const view = this.views.get(roomId)!;
    view.head = Math.max(view.head, head);
    if (view.entries.length < view.head && !view.isFetching) void this.fetch(roomId, view);
  }

  private async fetch(roomId: string, view: View): Promise<void> {
    view.isFetching = true;
    this.holes++;
    try {
      while (view.entries.length < view.head) {
        const { messages } = await this.guest.history(
          { id: roomId },
          `?after=${view.entries.length}&limit=200`,
        );
        // What came by frame meanwhile is in both.
        for (const one of messages) if (one.seq > view.entries.length) this.see(view, one);
      }
    } catch {
      // The server is gone: the next welcome asks again.
    }
    view.isFetching = false;
    this.wake();
  }

  private wake(): void {
    for (const wake of this.waiting.splice(0)) wake();
  }
}

/** What is stored of a room after a seq, page by page. */
export async function stored(reader: Guest, roomId: string, after = 0): Promise<Entry[]> {
  const entries: Entry[] = [];
  for (let isMore = true; isMore;) {
    const page = await reader.history({ id: roomId }, `?after=${entries.at(-1)?.seq ?? after}&limit=200`);
    entries.push(...page.messages.map(({ seq, clientId }: Entry) => ({ seq, clientId })));
    isMore = page.more.after;
  }
  return entries;
}

/** A number below `n` from a row that the seed decides: mulberry32. */
export function dice(seed: number): (n: number) => number {
  let state = seed;
  return (n) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % n;
  };
}
