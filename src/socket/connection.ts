import type { ServerWebSocket } from "bun";

import { isAlive } from "../auth/guard";
import type { Caller } from "../auth/tokens";
import * as local from "../bus/local";
import { allows } from "../capacity/limits";
import { firstTurn } from "../capacity/turns";
import { welcome } from "../door/welcome";
import { Refused } from "../errors";
import { log } from "../log";
import { delivered } from "../measures";
import type { ServerFrame } from "../protocol/frames";
import { closeCodes } from "../protocol/frames";
import * as rooms from "../rooms/service";
import { identify, refusedBy } from "./faults";
import { isFlood, obey, type Read, read, refusal, type SendFrame, submit } from "./frames";
import * as newcomers from "./newcomers";

const HELLO_MS = 5000;
// Limits of the receive queue (frames, bytes): a flood closes its own socket instead of using up the server's memory.
const MAX_WAITING_FRAMES = 4096;
const MAX_WAITING_BYTES = 512 * 1024;

const nothing = Promise.resolve();
// Sockets opened so far; numbers each socket's own topic.
let sockets = 0;

/** `requestId` is the upgrade request's and is in all log lines of the socket. Limits are counted by `address`. */
export type Socket = ServerWebSocket<{ requestId: string; address: string; connection?: Connection }>;

/** One socket. After its `hello` it subscribes to its user's rooms. Frames are handled in the order sent. */
export class Connection implements local.Subscriber {
  private caller?: Caller;
  // `chain`: the frames in progress or queued. `underWay`: the messages not answered yet. Both in order. When the chain
  // is empty, the next frame is handled synchronously, without a promise.
  private chain = nothing;
  private inChain = 0;
  private underWay = nothing;
  private waitingFrames = 0;
  private waitingBytes = 0;
  private isClosed = false;
  readonly isRead = true;
  watched: string | null = null;
  private readonly topic = `socket:${++sockets}`;
  private drained?: () => void;
  // until hello, then until the token ends
  private timer?: Timer;

  constructor(private readonly socket: Socket) {
    this.closeIn(HELLO_MS, closeCodes.noHello);
    newcomers.add(this);
  }

  get address(): string {
    return this.socket.data.address;
  }
  get userId(): string {
    return this.caller?.userId ?? "";
  }
  /** The fields of its log lines. */
  private get ids() {
    return { requestId: this.socket.data.requestId, userId: this.userId };
  }
  get sessionId(): string {
    return this.caller?.sessionId ?? "";
  }

  /** Enqueues a frame; it is handled after all earlier frames. */
  receive(data: string | Buffer): void {
    this.waitingFrames++;
    this.waitingBytes += data.length;
    if (this.waitingFrames > MAX_WAITING_FRAMES || this.waitingBytes > MAX_WAITING_BYTES)
      return this.close(closeCodes.flood);
    const handled = this.inChain > 0 ? this.chain.then(() => this.handle(data)) : this.handle(data);
    if (handled) this.chain = this.track(handled);
  }

  /** Like `send`, but batched with what is published in the same turn: one system call for an ack and its message. */
  ack(frame: ServerFrame): void {
    if (!this.isClosed) local.publishNative(this.topic, JSON.stringify(frame));
  }

  send(frame: ServerFrame): void {
    if (!this.isClosed) this.socket.send(JSON.stringify(frame));
  }

  subscribe(topic: string): void {
    // A hello and the event of joining a room may both subscribe: two shards would deliver each frame twice.
    if (!this.isClosed && !this.isSubscribed(topic)) this.socket.subscribe(local.shardFor(topic));
  }

  unsubscribe(topic: string): void {
    if (!this.isClosed) for (const shard of local.shardsOf(topic)) this.socket.unsubscribe(shard);
  }

  isSubscribed(topic: string): boolean {
    return !this.isClosed && local.shardsOf(topic).some((shard) => this.socket.isSubscribed(shard));
  }

  deliver(_topic: string, text: string): void {
    if (this.isClosed) return;
    delivered.add("sockets");
    this.socket.send(text);
  }

  end(reason: "session-ended" | "restart"): void {
    this.close(reason === "restart" ? closeCodes.restart : closeCodes.sessionEnded);
  }

  /** The send buffer is empty. */
  onDrain(): void {
    this.drained?.();
  }

  onClose(): void {
    this.isClosed = true;
    newcomers.remove(this);
    clearTimeout(this.timer);
    this.drained?.();
    if (this.caller) local.remove(this);
  }

  private close(code: number): void {
    if (this.isClosed) return;
    this.onClose();
    this.socket.close(code);
  }

  private async track(handled: Promise<void>): Promise<void> {
    this.inChain++;
    // Nothing else handles this promise, and an unhandled rejection ends the process.
    await handled.catch((error: unknown) => log.error({ ...this.ids, err: error }, "a frame failed"));
    this.inChain--;
  }

  /** Handles one frame: a message is submitted at once, any other frame waits until earlier messages are answered. */
  private handle(data: string | Buffer): Promise<void> | undefined {
    if (!this.isClosed && this.caller && isFlood(this.userId, data.length)) this.close(closeCodes.flood);
    if (this.isClosed) return undefined;
    const frame = read(data);
    if (!this.caller) return this.handleFirst(frame).finally(() => this.release(data.length));
    if (frame.type === "message.send") {
      this.underWay = this.settle(frame, submit(this, frame), data.length);
      return undefined;
    }
    return this.handleOther(frame).finally(() => this.release(data.length));
  }

  private release(bytes: number): void {
    this.waitingFrames--;
    this.waitingBytes -= bytes;
  }

  /** Handles a frame before sign-in: only `hello` is accepted. */
  private async handleFirst(frame: Read): Promise<void> {
    if (frame.type === "hello") await this.greet(frame.token);
    else this.close(closeCodes.sessionEnded);
  }

  /** Answers come in the order of the frames, refusals too. */
  private async settle(frame: SendFrame, written: Promise<unknown>, bytes: number): Promise<void> {
    const before = this.underWay;
    try {
      await written;
    } catch (error) {
      await before;
      this.refuse(frame, error);
    }
    this.release(bytes);
    await before;
  }

  private async handleOther(frame: Exclude<Read, SendFrame>): Promise<void> {
    await this.underWay;
    if (this.isClosed) return;
    try {
      if (frame.type === null) {
        if (frame.ref === null && !allows("badFrames", this.userId)) this.close(closeCodes.flood);
        throw frame.refused;
      }
      await (frame.type === "renew" ? this.renew(frame.token) : obey(this, frame));
    } catch (error) {
      this.refuse(frame, error);
    }
  }

  private refuse(frame: Read, error: unknown): void {
    const refused = refusedBy(error);
    if (!refused) log.error({ ...this.ids, err: error, frame: frame.type }, "a frame failed");
    const answer = refusal(frame, refused ?? new Refused("internal"));
    const { roomId, code } = answer;
    log.debug({ ...this.ids, roomId, frame: frame.type, code }, "a frame was refused");
    this.send(answer);
  }

  private async greet(token: string): Promise<void> {
    const caller = await identify(token);
    await firstTurn();
    if (this.isClosed) return;
    if (typeof caller === "number") return this.close(caller);
    this.caller = caller;
    if (!local.add(this)) return this.close(closeCodes.flood);
    newcomers.remove(this);
    // The session may have ended between the lookup and `local.add`, from where on its end closes this socket.
    if (!isAlive(caller)) return this.close(closeCodes.sessionEnded);
    // Not closed at once: a client that reconnects in a loop is slowed down to one try per HELLO_MS and socket.
    if (!allows("standings", caller.userId)) return this.closeIn(HELLO_MS, closeCodes.flood);
    this.socket.subscribe(this.topic);
    for (const topic of rooms.topicsOf(caller.userId)) this.subscribe(topic);
    this.lastUntil(caller.expiresAt);
    const frames = await welcome(caller.userId).catch((reason: unknown) => {
      log.warn({ ...this.ids, err: reason }, "a socket could not be welcomed");
      return null;
    });
    if (!frames) return this.close(closeCodes.overloaded);
    for (const frame of frames) await this.sendDrained(frame);
  }

  private async renew(token: string): Promise<void> {
    const caller = await identify(token);
    if (typeof caller === "number") return this.close(caller);
    if (caller.sessionId !== this.sessionId) return this.close(closeCodes.sessionEnded);
    this.lastUntil(caller.expiresAt);
    this.send({ type: "renewed", expiresAt: caller.expiresAt });
  }

  private lastUntil(expiresAt: number): void {
    this.closeIn(expiresAt - Date.now(), closeCodes.sessionEnded);
  }

  private closeIn(ms: number, code: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.close(code), ms);
  }

  private async sendDrained(frame: ServerFrame): Promise<void> {
    this.send(frame);
    while (!this.isClosed && this.socket.getBufferedAmount() > 0) {
      await new Promise<void>((resolve) => (this.drained = resolve));
    }
  }
}
