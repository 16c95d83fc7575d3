import type { ServerWebSocket } from "bun";

import { authenticate, isAlive } from "../auth/guard";
import type { Caller } from "../auth/tokens";
import * as local from "../bus/local";
import { welcome } from "../door/welcome";
import { Refused } from "../errors";
import { consume } from "../limits";
import { log } from "../log";
import type { ServerFrame } from "../protocol/frames";
import { closeCodes } from "../protocol/frames";
import * as rooms from "../rooms/service";
import { obey, type Read, read, refusal, type UnderWay } from "./frames";

const HELLO_MS = 5000;
// What may wait to be handled, so that a flood costs its sender the socket and not us the memory.
const MAX_WAITING_FRAMES = 4096;
const MAX_WAITING_BYTES = 512 * 1024;

// Whom stopping must turn away, too: until their hello they are nobody's hearer.
const newcomers = new Set<Connection>();

export type Socket = ServerWebSocket<{ connection?: Connection }>;

/** One socket: silent until its `hello`, then a hearer of its user's rooms. Frames are handled in the order sent. */
export class Connection implements local.Hearer {
  private caller?: Caller;
  private chain: Promise<void> = Promise.resolve();
  // what was said here and is not answered yet
  private underWay: Promise<void> = Promise.resolve();
  private waitingFrames = 0;
  private waitingBytes = 0;
  private isClosed = false;
  private drained?: () => void;
  // until hello, then until the token ends
  private timer: Timer;

  constructor(private readonly socket: Socket) {
    this.timer = setTimeout(() => this.close(closeCodes.noHello), HELLO_MS);
    newcomers.add(this);
  }

  get userId(): string {
    return this.caller?.userId ?? "";
  }
  get sessionId(): string {
    return this.caller?.sessionId ?? "";
  }

  /** Takes a frame in; it is handled once all before it have been. */
  take(data: string | Buffer): void {
    this.waitingFrames++;
    this.waitingBytes += data.length;
    if (this.waitingFrames > MAX_WAITING_FRAMES || this.waitingBytes > MAX_WAITING_BYTES)
      return this.close(closeCodes.flood);
    this.chain = this.chain
      .then(() => this.handle(data))
      // Nobody else listens here, and a rejection that nobody hears ends the whole server.
      .catch((error: unknown) => log.error({ err: error, userId: this.userId }, "a frame failed"));
  }

  send(frame: ServerFrame): void {
    if (!this.isClosed) this.socket.send(JSON.stringify(frame));
  }

  hear(topic: string): void {
    // Nobody sits twice: a hello and the change that lets someone in can both say so.
    if (this.isClosed || local.seatsIn(topic).some((seat) => this.socket.isSubscribed(seat))) return;
    this.socket.subscribe(local.seatIn(topic));
  }

  unhear(topic: string): void {
    if (!this.isClosed) for (const seat of local.seatsIn(topic)) this.socket.unsubscribe(seat);
  }

  end(reason: "session-ended" | "restart"): void {
    this.close(reason === "restart" ? closeCodes.restart : closeCodes.sessionEnded);
  }

  /** The other side has taken what was sent. */
  onDrain(): void {
    this.drained?.();
  }

  onClose(): void {
    this.isClosed = true;
    newcomers.delete(this);
    clearTimeout(this.timer);
    this.drained?.();
    if (this.caller) local.leave(this);
  }

  private close(code: number): void {
    if (this.isClosed) return;
    this.onClose();
    this.socket.close(code);
  }

  /** One frame, in its turn: a message takes its place in the writer's line, anything else waits for what was said before. */
  private async handle(data: string | Buffer): Promise<void> {
    const frame = read(data);
    const before = this.underWay;
    if (frame.type !== "message.send") await before;
    const refuse = async (error: unknown) => {
      await before;
      this.refuse(frame, error);
    };
    let own: Promise<unknown>;
    try {
      own = (await this.answer(frame))?.written.catch(refuse) ?? before;
    } catch (error) {
      own = refuse(error);
    }
    this.underWay = this.settle([before, own], data.length);
  }

  private async settle(under: Promise<unknown>[], bytes: number): Promise<void> {
    await Promise.all(under);
    this.waitingFrames--;
    this.waitingBytes -= bytes;
  }

  private async answer(frame: Read): Promise<UnderWay | void> {
    if (this.isClosed) return;
    if (!this.caller) {
      if (frame.type !== "hello") return this.close(closeCodes.sessionEnded);
      return this.greet(frame.token);
    }
    await this.countFrame(frame.type === null && frame.ref === null);
    if (frame.type === null) throw frame.refused;
    return frame.type === "renew" ? this.renew(frame.token) : obey(this, frame);
  }

  private refuse(frame: Read, error: unknown): void {
    if (!(error instanceof Refused))
      log.error({ err: error, userId: this.userId, frame: frame.type }, "a frame failed");
    this.send(refusal(frame, error instanceof Refused ? error : new Refused("internal")));
  }

  /** Beyond what any client of ours would send, and beyond ten frames a minute that make no sense, it is a flood. */
  private async countFrame(isBad: boolean): Promise<void> {
    try {
      consume("frames", this.userId);
      if (isBad) consume("badFrames", this.userId);
    } catch (error) {
      this.close(closeCodes.flood);
      throw error;
    }
  }

  private async greet(token: string): Promise<void> {
    const caller = await authenticate(token).catch(() => null);
    if (this.isClosed) return;
    if (!caller) return this.close(closeCodes.sessionEnded);
    this.caller = caller;
    if (!local.enter(this)) return this.close(closeCodes.flood);
    newcomers.delete(this);
    // The session may have ended since it was looked up: from here on its end is heard.
    if (!isAlive(caller)) return this.close(closeCodes.sessionEnded);
    for (const topic of rooms.topicsOf(caller.userId)) this.hear(topic);
    this.lastUntil(caller.expiresAt);
    for (const frame of await welcome(caller.userId)) await this.sendDrained(frame);
  }

  private async renew(token: string): Promise<void> {
    const caller = await authenticate(token).catch(() => null);
    if (caller?.sessionId !== this.sessionId) return this.close(closeCodes.sessionEnded);
    this.lastUntil(caller.expiresAt);
    this.send({ type: "renewed", expiresAt: caller.expiresAt });
  }

  private lastUntil(expiresAt: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.close(closeCodes.sessionEnded), expiresAt - Date.now());
  }

  private async sendDrained(frame: ServerFrame): Promise<void> {
    this.send(frame);
    while (!this.isClosed && this.socket.getBufferedAmount() > 0) {
      await new Promise<void>((resolve) => (this.drained = resolve));
    }
  }
}

export const turnAway = (): void => newcomers.forEach((newcomer) => newcomer.end("restart"));
