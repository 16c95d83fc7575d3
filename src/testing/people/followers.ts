import type { RoomState, ServerFrame } from "../../protocol/frames";
import type { Room } from "../../protocol/room";
import type { Guest } from "./guests";
import type { Link } from "./link";
import { Links } from "./links";

// For tests: a client that follows the contract. The seqs it sees in a room must always be 1, 2, 3 …; it fetches missed
// messages by seq, and resends unacked ones under the same clientId. One socket must deliver every message exactly once
// (link.ts): only messages from while it was disconnected are fetched. It leaves a draining machine once another has
// welcomed it.

type SentDraft = { roomId: string; clientId: string; text: string };
export type Entry = { seq: number; clientId: string };
type FollowedRoom = { entries: Entry[]; head: number; isFetching: boolean };

// Delay before a failed fetch is retried.
const AGAIN_MS = 200;

export class Follower {
  readonly views = new Map<string, FollowedRoom>();
  readonly acks = new Map<string, Entry & { roomId: string }>();
  /** Friends that went offline, by presence frames. */
  readonly gone: string[] = [];
  /** Violations of the contract. */
  readonly faults: string[] = [];
  readonly links: Links;
  /** How often it had to fetch missed messages. */
  holes = 0;
  /** How often a message was refused with a later retry. */
  refusals = 0;
  onAck: () => void = () => undefined;
  /** Called with each frame, and with the link that it came by. */
  onFrame: (frame: ServerFrame, link: Link) => void = () => undefined;
  private unacked = new Map<string, SentDraft>();
  private reads = new Map<string, number>();
  // a ping follows each `read`: its pong shows that the read was handled
  private asked = 0;
  private answered = 0;
  private waiting: (() => void)[] = [];

  /** `isPatient`: resends messages that were refused as overloaded, like an outbox, and retries failed fetches. */
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

  /** Total time without a live socket since its first one, in ms. */
  get dark(): number {
    return this.links.dark;
  }

  /** How many messages are not acked yet. */
  get underWay(): number {
    return this.unacked.size;
  }

  /** Connects or reconnects. Resolves once it is welcomed and the unacked messages have been resent. */
  connect = (): Promise<void> => this.links.connect();

  /** Drops the connection at once. */
  cut = (): void => this.links.cut();

  stopReading = (): void => this.links.current?.raw.stopReading();
  readOn = (): void => this.links.current?.raw.readOn();

  /** Sends a message on the socket; returns its clientId. */
  say(roomId: string, text: string, clientId: string = crypto.randomUUID()): string {
    const draft = { roomId, clientId, text };
    if (!this.acks.has(clientId)) this.unacked.set(clientId, draft);
    this.links.current?.say({ type: "message.send", ...draft });
    return clientId;
  }

  /** Sends a message by REST; on the socket where no response arrives. */
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

  /** Sends `read`. Resent after a reconnect, since `read` has no ack. */
  read(roomId: string, seq: number): void {
    this.reads.set(roomId, Math.max(seq, this.reads.get(roomId) ?? 0));
    this.asked++;
    this.links.current?.say({ type: "read", roomId, seq }, { type: "ping", n: this.asked });
  }

  /**
   * Resolves once all messages are acked, all reads handled, and all stored messages seen. Reconnects meanwhile if the
   * socket closes.
   */
  async settled(heads: Map<string, number>): Promise<void> {
    const isBehind = () => [...this.views].some(([id, view]) => view.entries.length < (heads.get(id) ?? 0));
    while (this.unacked.size > 0 || this.answered < this.asked || isBehind()) {
      if (!this.isHere) await this.connect();
      else await new Promise<void>((resolve) => this.waiting.push(resolve));
    }
  }

  private sayAgain(): void {
    for (const draft of this.unacked.values()) this.links.current?.say({ type: "message.send", ...draft });
    if (this.answered === this.asked) return;
    for (const [roomId, seq] of this.reads) this.links.current?.say({ type: "read", roomId, seq });
    this.links.current?.say({ type: "ping", n: this.asked });
  }

  private receive(link: Link, frame: ServerFrame): void {
    this.onFrame(frame, link);
    if (frame.type === "welcome" || frame.type === "heads")
      for (const state of frame.rooms) this.greet(link, state);
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
    const draft = frame.ref === null ? undefined : this.unacked.get(frame.ref);
    if (!this.isPatient || !draft || frame.code !== "overloaded")
      return void this.faults.push(`refused: ${JSON.stringify(frame)}`);
    this.refusals++;
    setTimeout(() => this.links.current?.say({ type: "message.send", ...draft }), frame.retryAfterMs);
  }

  private ack({ roomId, clientId, seq }: Entry & { roomId: string }): void {
    const before = this.acks.get(clientId);
    if (before && before.seq !== seq) this.faults.push(`${clientId} acked as ${before.seq} and as ${seq}`);
    this.acks.set(clientId, { roomId, clientId, seq });
    this.unacked.delete(clientId);
    this.onAck();
    this.wake();
  }

  private greet(link: Link, [roomId, head, cursor]: RoomState): void {
    // Not one of this follower's rooms.
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

  private see(view: FollowedRoom, { seq, clientId }: Entry): void {
    if (seq !== view.entries.length + 1) this.faults.push(`${seq} seen after ${view.entries.length}`);
    view.entries.push({ seq, clientId });
  }

  /** Fetches what is missing up to `head`. */
  private reach(roomId: string, head: number): void {
    const view = this.views.get(roomId)!;
    view.head = Math.max(view.head, head);
    if (view.entries.length < view.head && !view.isFetching) void this.fetch(roomId, view);
  }

  private async fetch(roomId: string, view: FollowedRoom): Promise<void> {
    view.isFetching = true;
    this.holes++;
    try {
      while (view.entries.length < view.head) {
        const { messages } = await this.guest.history(
          { id: roomId },
          `?after=${view.entries.length}&limit=200`,
        );
        // Messages that arrived by frame meanwhile are in the page, too.
        for (const one of messages) this.seeNew(view, one);
      }
    } catch {
      // The server is gone: the next welcome triggers another fetch.
      if (this.isPatient && this.isHere) setTimeout(() => this.reach(roomId, view.head), AGAIN_MS);
    }
    view.isFetching = false;
    this.wake();
  }

  private seeNew(view: FollowedRoom, entry: Entry): void {
    if (entry.seq > view.entries.length) this.see(view, entry);
  }

  private wake(): void {
    for (const wake of this.waiting.splice(0)) wake();
  }
}
