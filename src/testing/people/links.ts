import type { ServerFrame } from "../../protocol/frames";
import { Link } from "./link";

// For tests: the sockets of a follower: one, and two while a machine is left for another. How long there was none is
// measured, for that is what a deploy must not cost anyone.

// Before another machine is asked again: anywhere in a span that doubles, as a client's back-off is. Two thousand who are
// turned away would else keep it from ever taking anyone in.
const AGAIN_MS = 500;

interface Ears {
  receive: (link: Link, frame: ServerFrame) => void;
  /** What was said on the one before may or may not have arrived. */
  moved: () => void;
  /** Something has come, or is over. */
  wake: () => void;
  fault: (what: string) => void;
}

export class Links {
  current: Link | undefined;
  /** When each was asked for, in ms of the clock that nobody sets; and how many were welcomed. */
  readonly knocks: number[] = [];
  arrivals = 0;
  private live = 0;
  // Since when there is no live socket, and for how long there was none before that, in ms.
  private darkSince: number | undefined;
  private darkMs = 0;

  constructor(
    private readonly token: () => string,
    private readonly ears: Ears,
  ) {}

  /** For how long there was no live socket since there first was one, in ms: none that was welcomed and is not closed. */
  get dark(): number {
    return this.darkMs + (this.darkSince === undefined ? 0 : performance.now() - this.darkSince);
  }

  /** Resolves once the welcome is here, or it is over already. */
  async connect(): Promise<void> {
    await this.open((link) => (this.current = link));
    this.ears.moved();
  }

  cut(): void {
    if (this.current) this.end(this.current);
  }

  /** `begin` is called before anything is heard on it. */
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
      // What has come through a link that was cut since is lost.
      if (link.isOver) break;
      if (frame.type === "welcome") this.begin(link);
      if (frame.type === "drain") void this.move(link, frame.withinMs);
      else this.ears.receive(link, frame);
      if (frame.type === "welcome") welcomed();
      this.ears.wake();
    }
    // Who was told that it is over hangs up: a server that stops waits for that.
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

  /** Another socket first, and then this one goes, once what was said on it is answered. It tries until there is one. */
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
