import type { Hidden, Message } from "../../protocol/message";
import type { Room } from "../../protocol/room";
import type { Guest, Line } from "./guests";

// For tests: a client that shows one room as it is. It follows the contract of revs: whatever frames it misses, it fetches
// by seq what was said, and by rev what was changed.

type Shown = Message | Hidden;
type Frame = { type: string; roomId?: string; [field: string]: any };

export class Beholder {
  /** By seq. */
  readonly messages = new Map<number, Shown>();
  /** Violations of the contract. */
  readonly faults: string[] = [];
  /** How many requests it took to fetch what was changed. */
  fetched = 0;
  private head = 0;
  /** All that is shown shows every change up to here. */
  private shown = 0;
  private reached = 0;
  private line: Line | undefined;
  // Frames of the room may come a little before the welcome.
  private isWelcomed = false;
  private working: Promise<void> | undefined;

  constructor(
    readonly guest: Guest,
    private readonly room: Room,
  ) {}

  get isHere(): boolean {
    return this.line !== undefined;
  }

  async connect(): Promise<void> {
    const line = await this.guest.socket();
    this.line = line;
    this.isWelcomed = false;
    let read = 0;
    const receive = () => {
      for (; read < line.received.length; read++)
        if (this.line === line) this.receive(line.received[read] as Frame);
    };
    line.ws.addEventListener("message", receive);
    line.ws.addEventListener("close", () => this.line === line && (this.line = undefined));
    receive();
  }

  cut(): void {
    this.line?.close();
    this.line = undefined;
  }

  /** Resolves once it shows all up to there. */
  async settled(head: number, rev: number): Promise<void> {
    if (!this.isHere) await this.connect();
    this.moved(head, rev);
    while (this.working) await this.working;
  }

  private receive(frame: Frame): void {
    if (frame.type === "welcome" || frame.type === "heads") {
      const state = frame["rooms"].find(([id]: [string]) => id === this.room.id);
      this.isWelcomed = true;
      if (state) this.moved(state[1], state[4]);
    } else if (frame.type === "message.new" && frame["message"].roomId === this.room.id) {
      const message: Message = frame["message"];
      if (message.seq === this.messages.size + 1) this.put(message);
      this.moved(message.seq, 0);
    } else if (frame.type === "messages.changed" && frame.roomId === this.room.id) this.change(frame);
  }

  private change({ since, rev, messages }: Frame): void {
    if (rev <= since) this.faults.push(`a frame from ${since} to ${rev}`);
    for (const message of messages as Message[]) {
      // Its message comes before a change.
      if (this.isWelcomed && message.seq > this.head)
        this.faults.push(`a change of ${message.seq} above ${this.head}`);
      this.put(message);
    }
    if (since <= this.shown) this.shown = Math.max(this.shown, rev);
    this.moved(0, rev);
  }

  /** As it is now, unless it is known as it is later. */
  private put(message: Shown): void {
    const known = this.messages.get(message.seq);
    // What is still to be fetched by seq comes with its page.
    if (!known && message.seq > this.messages.size + 1) return;
    if (known && revOf(known) >= revOf(message)) return;
    this.messages.set(message.seq, message);
  }

  private moved(head: number, rev: number): void {
    this.head = Math.max(this.head, head);
    this.reached = Math.max(this.reached, rev);
    this.working ??= this.catchUp().finally(() => (this.working = undefined));
  }

  private async catchUp(): Promise<void> {
    // A server that restarts answers nothing for a moment; the next welcome begins anew.
    while (await this.step().catch(() => false));
  }

  private async step(): Promise<boolean> {
    const after = this.messages.size;
    if (after < this.head) {
      const { messages, rev } = await this.guest.history(this.room, `?after=${after}&limit=200`);
      for (const message of messages as Shown[]) this.put(message);
      this.shown = after === 0 ? rev : Math.min(this.shown, rev);
      return this.messages.size > after;
    }
    if (this.shown >= this.reached) return false;
    const from = this.shown;
    const { body } = await this.guest.call("GET", `/api/rooms/${this.room.id}/changes?after=${from}`);
    this.fetched++;
    for (const message of body.messages as Message[]) this.put(message);
    if (this.shown >= from) this.shown = Math.max(this.shown, body.rev);
    return body.rev > from;
  }
}

const revOf = (message: Shown): number => (message.kind === "hidden" ? 0 : (message.rev ?? 0));
