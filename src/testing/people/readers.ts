import type { Room } from "../../protocol/room";
import { Ear, type AnyFrame, type Guest, guests, house } from "./guests";

// For tests: a client that reads the feed instead of a WebSocket.

/** One feed, read event by event. */
export class Reader extends Ear {
  /** The id of each event received, in order. */
  readonly ids: string[] = [];
  /** The number of SSE comments received: heartbeats. */
  comments = 0;
  /** Resolves at the first comment. */
  readonly commented: Promise<void>;
  private comment: () => void = () => undefined;
  /** Resolves when either side has ended the stream. */
  readonly ended: Promise<void>;

  private constructor(
    readonly response: Response,
    private readonly leaving: AbortController,
  ) {
    super();
    this.commented = new Promise((resolve) => (this.comment = resolve));
    this.ended = this.read().catch(() => undefined);
  }

  static async open(
    { token }: Pick<Guest, "token">,
    lastEventId?: string,
    watched?: string,
  ): Promise<Reader> {
    const leaving = new AbortController();
    const last = lastEventId === undefined ? undefined : { "last-event-id": lastEventId };
    const headers = { authorization: `Bearer ${token}`, ...last };
    const url = `${house.url}/api/feed${watched === undefined ? "" : `?watch=${watched}`}`;
    return new Reader(await fetch(url, { headers, signal: leaving.signal }), leaving);
  }

  /** For Last-Event-ID. */
  get lastId(): string {
    return this.ids.at(-1) ?? "";
  }

  close(): void {
    this.leaving.abort();
  }

  private async read(): Promise<void> {
    let text = "";
    const decoder = new TextDecoder();
    for await (const part of this.response.body ?? []) {
      const events = (text + decoder.decode(part, { stream: true })).split("\n\n");
      text = events.pop() ?? "";
      for (const event of events) this.receiveEvent(event);
    }
  }

  private receiveEvent(event: string): void {
    if (event.startsWith(":")) {
      this.comments++;
      return this.comment();
    }
    const [, type, id, data = ""] = /^event: (.+)\nid: (.+)\ndata: (.+)$/.exec(event) ?? [];
    const frame = JSON.parse(data) as AnyFrame;
    if (!id || type !== frame.type) throw new Error(`Not an event of a feed: ${event}`);
    this.ids.push(id);
    this.receive(frame);
  }
}

/** Ann and Bob in a room, and the last event id of Bob's closed feed. */
export async function left(): Promise<{ ann: Guest; bob: Guest; room: Room; lastId: string }> {
  const [ann, bob] = await guests(2);
  const room = await ann.group("news", [bob]);
  const reader = await Reader.open(bob);
  await ann.says(room, "heard");
  await reader.hears("message.new");
  reader.close();
  await reader.ended;
  return { ann, bob, room, lastId: reader.lastId };
}
