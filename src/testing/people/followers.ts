import type { ServerFrame } from "../../protocol/frames";
import type { Room } from "../../protocol/room";
import type { Guest } from "./guests";
import type { Link } from "./link";
import { Links } from "./links";

// For tests: a client as the contract describes one. What it sees of a room must at any time be 1, 2, 3 …; what it
// missed it fetches by seq; what it said and saw no ack for it says again, under the same clientId. On one socket it
// must hear every message once and none may be left out (link.ts): it fetches only what was said while it was away. A
// machine that is going is left once another has welcomed it.

type Said = { roomId: string; clientId: string; text: string };
export type Entry = { seq: number; clientId: string };
type View = { entries: Entry[]; head: number; isFetching: boolean };

// Before what could not be fetched is asked for again.
const AGAIN_MS = 200;

export class Follower {
  readonly views = new Map<string, View>();
  readonly acks = new Map<string, Entry & { roomId: string }>();
  /** Friends who were told to be gone. */
  readonly gone: string[] = [];
  /** What must never be. */
  readonly faults: string[] = [];
  readonly links: Links;
  /** How often something was missed, and fetched. */
  holes = 0;
  /** How often it was told to say something again later. */
  refusals = 0;
  onAck: () => void = () => undefined;
  private unacked = new Map<string, Said>();
  private reads = new Map<string, number>();
  // pings that stand behind what was said to be read
  private asked = 0;
  private answered = 0;
  private waiting: (() => void)[] = [];

  /** `isPatient`: what is refused for the moment is said again, as an outbox does, and what cannot be fetched is asked again. */
  constructor(
    readonly guest: Guest,
    rooms: Room[],
    private readonly isPatient = false,
  ) {
    this.links = new Links(() => guest.token, {
      receive: (link, frame) => this.receive(link, frame),
      moved: () => this.sayAgain(),
      wake: () => this.wake(),
      fault: (what) => this.faults.push(what),
    });
    for (const { id } of rooms) this.views.set(id, { entries: [], head: 0, isFetching: false });
  }

  get isHere(): boolean {
    return this.links.current !== undefined;
  }

  /** For how long it had no live socket since it first had one, in ms. */
  get dark(): number {
    return this.links.dark;
  }

  /** How much of what was said is not acked yet. */
  get underWay(): number {
    return this.unacked.size;
  }

  /** Comes (back): resolves once the welcome is here, and what was said without an ack is said again. */
  connect = (): Promise<void> => this.links.connect();

  /** The link is gone, all at once. */
  cut = (): void => this.links.cut();

  stopReading = (): void => this.links.current?.raw.stopReading();
  readOn = (): void => this.links.current?.raw.readOn();

  /** Answers the clientId. */
  say(roomId: string, text: string, clientId: string = crypto.randomUUID()): string {
    const said = { roomId, clientId, text };
    if (!this.acks.has(clientId)) this.unacked.set(clientId, said);
    this.links.current?.say({ type: "message.send", ...said });
    return clientId;
  }

  /** The same by REST; where no answer comes, by the socket. */
  async post(roomId: string, text: string, clientId: string = crypto.randomUUID()): Promise<void> {
    const isAcked = this.acks.has(clientId);
    if (!isAcked) this.unacked.set(clientId, { roomId, clientId, text });
    try {
      const body = { clientId, text };
      const answer = await this.guest.call("POST", `/api/rooms/${roomId}/messages`, body);
      const isRight = answer.status === 200 || (answer.status === 201 && !isAcked);
      if (!isRight) this.faults.push(`${clientId} answered ${answer.status}: ${JSON.stringify(answer.body)}`);
      else this.ack(answer.body.message);
    } catch {
      this.say(roomId, text, clientId);
    }
  }

  /** Has read so far. It is said again after a welcome, for nothing tells that it was stored. */
  read(roomId: string, seq: number): void {
    this.reads.set(roomId, Math.max(seq, this.reads.get(roomId) ?? 0));
    this.asked++;
    this.links.current?.say({ type: "read", roomId, seq }, { type: "ping", n: this.asked });
  }

  /**
   * Everything said is acked, everything read is stored, and everything there is has been seen. Where the socket ends
   * meanwhile, it comes back.
   */
  async settled(heads: Map<string, number>): Promise<void> {
    const isBehind = () => [...this.views].some(([id, view]) => view.entries.length < (heads.get(id) ?? 0));
    while (this.unacked.size > 0 || this.answered < this.asked || isBehind()) {
      if (!this.isHere) await this.connect();
      else await new Promise<void>((resolve) => this.waiting.push(resolve));
    }
  }

  private sayAgain(): void {
    for (const said of this.unacked.values()) this.links.current?.say({ type: "message.send", ...said });
    if (this.answered === this.asked) return;
    for (const [roomId, seq] of this.reads) this.links.current?.say({ type: "read", roomId, seq });
    this.links.current?.say({ type: "ping", n: this.asked });
  }

  private receive(link: Link, frame: ServerFrame): void {
    if (frame.type === "welcome" || frame.type === "heads")
      for (const standing of frame.rooms) this.greet(link, standing);
    else if (frame.type === "message.sent") this.ack(frame);
    else if (frame.type === "message.new") this.record(link, frame.message);
    else if (frame.type === "room.read" && this.views.has(frame.roomId)) link.move(frame);
    else if (frame.type === "pong") this.beAnswered(link, frame.n ?? 0);
    else if (frame.type === "refused") this.beRefused(frame);
    else if (frame.type === "presence") this.gone.push(...frame.offline);
  }

  private beAnswered(link: Link, n: number): void {
    if (!link.answered(n)) this.answered = n;
  }

  private beRefused(frame: Extract<ServerFrame, { type: "refused" }>): void {
    const said = frame.ref === null ? undefined : this.unacked.get(frame.ref);
    if (!this.isPatient || !said || frame.code !== "overloaded")
      return void this.faults.push(`refused: ${JSON.stringify(frame)}`);
    this.refusals++;
    setTimeout(() => this.links.current?.say({ type: "message.send", ...said }), frame.retryAfterMs);
  }

  private ack({ roomId, clientId, seq }: Entry & { roomId: string }): void {
    const before = this.acks.get(clientId);
    if (before && before.seq !== seq) this.faults.push(`${clientId} acked as ${before.seq} and as ${seq}`);
    this.acks.set(clientId, { roomId, clientId, seq });
    this.unacked.delete(clientId);
    this.onAck();
    this.wake();
  }

  private greet(link: Link, [roomId, head, cursor]: [string, number, number, number]): void {
    // Rooms of before this follower's time are none of its.
    if (!this.views.has(roomId)) return;
    link.greet(roomId, head, cursor);
    this.reach(roomId, head);
  }

  private record(link: Link, { roomId, seq, clientId }: Entry & { roomId: string }): void {
    const view = this.views.get(roomId)!;
    link.receive(roomId, seq);
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
      if (this.isPatient && this.isHere) setTimeout(() => this.reach(roomId, view.head), AGAIN_MS);
    }
    view.isFetching = false;
    this.wake();
  }

  private wake(): void {
    for (const wake of this.waiting.splice(0)) wake();
  }
}
