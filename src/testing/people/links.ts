import type { ServerFrame } from "../../protocol/frames";
import { Link } from "./link";

// For tests: the sockets of a follower: one, or two while it moves to another machine. Measures the time without any: a
// deploy must not cause it.

// Back-off before another machine is tried again: random, within a range that doubles, like a client's. Otherwise two
// thousand refused clients would keep it too busy to accept any.
const AGAIN_MS = 500;

interface Ears {
  receive: (link: Link, frame: ServerFrame) => void;
  /** A new socket is current: frames sent on the last one may or may not have arrived. */
  moved: () => void;
  /** A frame has arrived, or a socket has closed. */
  wake: () => void;
  fault: (what: string) => void;
}

export class Links {
  current: Link | undefined;
  /** When each socket was opened, in ms of the monotonic clock; `arrivals`: how many were welcomed. */
  readonly knocks: number[] = [];
  arrivals = 0;
  private live = 0;
  // The start of the current time without a live socket, and the total of earlier ones, in ms.
  private darkSince: number | undefined;
  private darkMs = 0;

  constructor(
    private readonly token: () => string,
    private readonly ears: Ears,
  ) {}

  /** Total time without a live socket (welcomed and not closed) since the first one, in ms. */
  get dark(): number {
    return this.darkMs + (this.darkSince === undefined ? 0 : performance.now() - this.darkSince);
  }

  /** Resolves once it is welcomed or closed. */
  async connect(): Promise<void> {
    await this.open((link) => (this.current = link));
    this.ears.moved();
  }

  cut(): void {
    if (this.current) this.end(this.current);
  }

  /** `begin` is called before any frame is read. */
  private async open(begin: (link: Link) => void = () => undefined): Promise<Link> {
    this.knocks.push(performance.now());
    const link = await Link.open(this.ears.fault);
    begin(link);
    link.say({ type: "hello", token: this.token() });
    const { promise, resolve } = Promise.withResolvers<void>();
    void this.listen(link, resolve);
    await promise;
    return link;
  }

  private async listen(link: Link, welcomed: () => void): Promise<void> {
    for (let frame = await link.next(); frame; frame = await link.next()) {
      // Frames in flight on a dropped connection are lost.
      if (link.isOver) break;
      if (frame.type === "welcome") this.begin(link);
      if (frame.type === "drain") void this.move(link, frame.withinMs);
      else this.ears.receive(link, frame);
      if (frame.type === "welcome") welcomed();
      this.ears.wake();
    }
    // Close our side, too: a stopping server waits for that.
    this.end(link);
    welcomed();
    this.ears.wake();
  }

  private begin(link: Link): void {
    link.isLive = true;
    this.arrivals++;
    if (this.live++ > 0) return;
    this.darkMs = this.dark;
    this.darkSince = undefined;
  }

  private end(link: Link): void {
    if (link.isLive && --this.live === 0) this.darkSince = performance.now();
    link.end();
    if (this.current === link) this.current = undefined;
  }

  /** Opens another socket, retrying until it succeeds, and then closes this one once all its frames are answered. */
  private async move(from: Link, withinMs: number): Promise<void> {
    await Bun.sleep(Math.random() * withinMs);
    for (let tries = 0; this.current === from; tries++) {
      const next = await this.open().catch(() => undefined);
      if (next?.isLive) {
        await from.settled();
        this.current = next;
        this.ears.moved();
        this.end(from);
      } else await Bun.sleep(Math.random() * AGAIN_MS * 2 ** tries);
    }
  }
}
