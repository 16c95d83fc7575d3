import type { Caller } from "../auth/tokens";
import * as local from "../bus/local";
import * as descriptors from "../capacity/descriptors";
import { delivered } from "../measures";
import type { ServerFrame } from "../protocol/frames";
import * as rooms from "../rooms/service";

// What a feed keeps, by age and in frames, for a client that reconnects with Last-Event-ID.
const KEPT_MS = 60_000;
const KEPT_FRAMES = 1000;
const HEARTBEAT_MS = 15_000;
// A reader with more than this unread counts as one that does not read, and is disconnected.
export const MAX_WAITING_BYTES = 1024 * 1024;

// Event ids are valid in this process only: after a restart none of them matches.
const boot = crypto.randomUUID().slice(0, 8);
const feeds = new Map<number, Feed>();
let count = 0;
let isKeeping = true;

type Kept = { n: number; at: number; topic: string; text: string };
type Stream = ReadableStreamDefaultController<Uint8Array>;

const encoder = new TextEncoder();

/** One event stream of one user. After its client disconnects it stays subscribed for a while, for a reconnect. */
export class Feed implements local.Subscriber {
  readonly userId: string;
  readonly sessionId: string;
  watched: string | null = null;
  private readonly number = ++count;
  private readonly topics = new Set<string>();
  private kept: Kept[] = [];
  // frames up to this number may have been dropped
  private lost = 0;
  private last = 0;
  private stream?: Stream;
  // frames that arrive before the welcome is sent
  private early?: { topic: string; text: string }[] = [];
  private tokenEnd?: Timer;
  private forgetting?: Timer;

  /** `onStreamClosed` is called once the stream is closed. */
  constructor(
    { userId, sessionId }: Caller,
    private readonly onStreamClosed: () => void,
  ) {
    this.userId = userId;
    this.sessionId = sessionId;
  }

  get isRead(): boolean {
    return this.stream !== undefined;
  }

  /** Subscribes, and writes into `stream` until the token expires. False where the user has too many connections. */
  enter(stream: Stream, expiresAt: number): boolean {
    if (!local.add(this)) return false;
    feeds.set(this.number, this);
    for (const topic of rooms.topicsOf(this.userId)) this.subscribe(topic);
    this.stream = stream;
    descriptors.linked(1);
    this.tokenEnd = setTimeout(() => this.closeStream(), expiresAt - Date.now());
    return true;
  }

  subscribe(topic: string): void {
    this.topics.add(topic);
    local.subscribeDirectly(topic, this);
  }

  unsubscribe(topic: string): void {
    this.topics.delete(topic);
    local.unsubscribeDirectly(topic, this);
    // A member who leaves and rejoins does not get frames from before.
    this.kept = this.kept.filter((kept) => kept.topic !== topic);
    this.early = this.early?.filter((event) => event.topic !== topic);
  }

  isSubscribed(topic: string): boolean {
    return this.topics.has(topic);
  }

  deliver(topic: string, text: string): void {
    delivered.add("feeds");
    if (this.early) this.early.push({ topic, text });
    else this.send(topic, text);
  }

  /** The welcome has been sent: sends the frames that arrived meanwhile. */
  begin(): void {
    const early = this.early ?? [];
    this.early = undefined;
    for (const { topic, text } of early) this.send(topic, text);
  }

  private send(topic: string, text: string): void {
    const n = ++this.last;
    this.keep({ n, at: Date.now(), topic, text });
    // Every frame's JSON begins with its type.
    const type = text.slice(9, text.indexOf('"', 9));
    this.write(`event: ${type}\nid: ${boot}.${this.number}.${n}\ndata: ${text}\n\n`);
  }

  /** Sends a frame to this client alone, as a numbered event. */
  sendOwn(frame: ServerFrame): void {
    this.send(local.topicOf.user(this.userId), JSON.stringify(frame));
  }

  /** Sends what `before` kept after `n`, of topics that this feed subscribes to. False where some of it was dropped. */
  resume(before: Feed, n: number): boolean {
    if (before.userId !== this.userId || n > before.last || n < before.lost) return false;
    for (const { n: at, topic, text } of before.kept)
      if (at > n && this.topics.has(topic)) this.send(topic, text);
    this.begin();
    return true;
  }

  end(): void {
    this.closeStream();
    this.forget();
  }

  /** Closes the stream, and keeps the feed for a reconnect. */
  closeStream(): void {
    const { stream } = this;
    if (!stream) return;
    this.stream = undefined;
    descriptors.linked(-1);
    clearTimeout(this.tokenEnd);
    if (isKeeping) this.forgetting = setTimeout(() => this.forget(), KEPT_MS);
    else this.forget();
    this.onStreamClosed();
    try {
      stream.close();
    } catch {
      // The client has closed it already.
    }
  }

  write(text: string): void {
    if (!this.stream) return;
    this.stream.enqueue(encoder.encode(text));
    if ((this.stream.desiredSize ?? 0) <= 0) this.closeStream();
  }

  private keep(frame: Kept): void {
    this.kept.push(frame);
    const isOld = ({ at }: Kept) => at < frame.at - KEPT_MS;
    const young = this.kept.findIndex((kept) => !isOld(kept));
    const from = Math.max(young, this.kept.length - KEPT_FRAMES);
    if (from === 0) return;
    this.lost = this.kept[from - 1]?.n ?? this.lost;
    this.kept.splice(0, from);
  }

  private forget(): void {
    clearTimeout(this.forgetting);
    for (const topic of this.topics) local.unsubscribeDirectly(topic, this);
    local.remove(this);
    feeds.delete(this.number);
  }
}

/** The feed and the frame number that an event id names, if this process still has the feed. */
export function placeOf(eventId: string): { feed: Feed; n: number } | null {
  const [, of, number, n] = /^([0-9a-f]{8})\.(\d{1,15})\.(\d{1,15})$/.exec(eventId) ?? [];
  const feed = of === boot ? feeds.get(Number(number)) : undefined;
  return feed ? { feed, n: Number(n) } : null;
}

/** How many feeds have a client now. */
export const countRead = (): number => [...feeds.values()].filter((feed) => feed.isRead).length;

let heart: Timer | undefined;

/** Starts the heartbeat, which keeps idle streams open through proxies. */
export function start(): void {
  isKeeping = true;
  heart = setInterval(() => feeds.forEach((feed) => feed.write(":\n\n")), HEARTBEAT_MS);
}

/** From now on no feed is kept for a reconnect: this machine is draining. */
export function keepNone(): void {
  isKeeping = false;
  for (const feed of feeds.values()) if (!feed.isRead) feed.end();
}

export function stop(): void {
  clearInterval(heart);
  for (const feed of feeds.values()) feed.end();
}
