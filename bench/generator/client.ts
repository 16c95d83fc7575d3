import type { Socket } from "bun";

import { clientIdOf, idAt, idNumberAt, numberAt, roomAt, seqIn, textAt, textOf } from "./bytes/marks";
import { CLOSE_OPCODE, frame, PING_OPCODE, pong, scan, TEXT_OPCODE } from "./bytes/wire";
import { incidents } from "./counts/incidents";
import { type Room, Seat } from "./counts/rooms";
import type { Stream } from "./counts/streams";
import { type Dialect, HEARD, type Person, PING, REFUSED, SENT, STEP } from "./dialect";
import type { StreamPlan } from "./orders";

/** Where a peer listens, and how one speaks with it. */
export interface Server {
  hostname: string;
  port: number;
  /** Of its process; another one after it was started again. */
  pid: number;
  dialect: Dialect;
  /** In clientIds, of this generator alone. */
  tag: string;
  rooms: Room[];
  /** By id, their index in `rooms`. */
  places: Map<string, number>;
}

const LINE_FEED = 10;
const UPGRADED = "HTTP/1.1 101";

/** One person's socket, on bare TCP: a WebSocket client of the usual kind would be slower than the servers it measures. */
export class Client {
  /** Hears what is said, and is counted among those who must. */
  isReady = false;
  isClosed = false;
  /** Called with the answer to the last frame of the greeting. */
  onReady?: () => void;
  readonly closed: Promise<void>;
  /** The newest seq of each room when this came in, where the peer tells. */
  heads: [roomId: string, head: number][] = [];
  private onClosed = () => {};
  private isCounted = true;
  private seats: Seat[] = [];
  private socket?: Socket<Client>;
  private rest?: Buffer;
  private unsent?: Buffer;
  private isUpgraded = false;
  private steps: string[] = [];
  private now = 0;

  constructor(
    readonly index: number,
    readonly person: Person,
    private readonly server: Server,
  ) {
    this.closed = new Promise((resolve) => (this.onClosed = resolve));
  }

  /** `isCounted`: whoever is not hears too, but nobody waits for it. */
  async connect(isCounted: boolean): Promise<void> {
    const { hostname, port, dialect } = this.server;
    this.steps = dialect.greeting(this.person);
    this.isCounted = isCounted;
    try {
      this.socket = await Bun.connect({ hostname, port, socket: handlers, data: this });
    } catch {
      this.end("not connected");
    }
  }

  /** Of their REST calls. */
  get headers(): Record<string, string> {
    return { authorization: `Bearer ${this.person.accessToken}`, "x-forwarded-for": addressOf(this.index) };
  }

  say({ place, bytes }: StreamPlan, due: number, stream: Stream): void {
    const roomId = this.person.rooms[place] ?? "";
    const room = this.server.rooms[this.server.places.get(roomId) ?? -1];
    if (!room) throw new Error(`${this.person.username} has no room ${place}`);
    const number = room.note(this.index, due, stream);
    const id = clientIdOf(room.index, number, this.server.tag);
    const text = textOf(room.index, number, bytes);
    this.write(frame(this.server.dialect.say(this.person, roomId, id, text)));
    stream.left(performance.now() - due);
  }

  /** Anything else, as it is. */
  write(bytes: Uint8Array): void {
    if (this.unsent) {
      this.unsent = Buffer.concat([this.unsent, bytes]);
      return;
    }
    const written = this.socket?.write(bytes) ?? 0;
    if (written < bytes.length) this.unsent = Buffer.from(bytes.subarray(Math.max(written, 0)));
  }

  /** Reads no more, as one whose machine has gone to sleep. */
  stall(): void {
    this.socket?.pause();
  }

  /** As a cut line does it: no close frame. */
  drop(): void {
    this.leave();
    this.socket?.terminate();
  }

  onOpen(socket: Socket<Client>): void {
    this.socket = socket;
    const { hostname, port, dialect } = this.server;
    const lines = [
      `GET ${dialect.path} HTTP/1.1`,
      `Host: ${hostname}:${port}`,
      "Connection: Upgrade",
      "Upgrade: websocket",
      "Sec-WebSocket-Version: 13",
      "Sec-WebSocket-Key: cG90YXRvLXBvdGF0by1wbw==",
      `X-Forwarded-For: ${addressOf(this.index)}`,
      ...(dialect.protocol ? [`Sec-WebSocket-Protocol: ${dialect.protocol}`] : []),
    ];
    this.write(Buffer.from(`${lines.join("\r\n")}\r\n\r\n`));
  }

  onDrain(): void {
    const bytes = this.unsent;
    this.unsent = undefined;
    if (bytes) this.write(bytes);
  }

  onData(data: Buffer): void {
    this.now = performance.now();
    let bytes = this.rest ? Buffer.concat([this.rest, data]) : data;
    this.rest = undefined;
    if (!this.isUpgraded) {
      const upgraded = this.upgraded(bytes);
      if (!upgraded) return;
      bytes = upgraded;
    }
    const whole = scan(bytes, this.take);
    if (whole < bytes.length) this.rest = Buffer.from(bytes.subarray(whole));
  }

  end(why: string): void {
    if (this.isClosed) return;
    if (this.isCounted) incidents.closed[why] = (incidents.closed[why] ?? 0) + 1;
    this.leave();
  }

  private leave(): void {
    if (this.isReady) for (const seat of this.seats) seat.leave();
    this.isReady = false;
    this.isClosed = true;
    this.onClosed();
  }

  /** What came behind the answer to the upgrade, once that is whole. */
  private upgraded(bytes: Buffer): Buffer | undefined {
    const end = bytes.indexOf("\r\n\r\n");
    if (end < 0) {
      this.rest = Buffer.from(bytes);
      return undefined;
    }
    const status = bytes.toString("latin1", 0, UPGRADED.length);
    if (status !== UPGRADED) {
      this.end(status);
      this.socket?.terminate();
      return undefined;
    }
    this.isUpgraded = true;
    this.step();
    return bytes.subarray(end + 4);
  }

  private step(): void {
    const next = this.steps.shift();
    if (next !== undefined) this.write(frame(next));
  }

  private readonly take = (opcode: number, bytes: Buffer, from: number, to: number): void => {
    if (opcode === TEXT_OPCODE)
      return this.server.dialect.isLines ? this.lines(bytes, from, to) : this.read(bytes, from, to);
    if (opcode === PING_OPCODE) return this.write(pong(bytes.subarray(from, to)));
    if (opcode === CLOSE_OPCODE) this.end(String(to - from >= 2 ? bytes.readUInt16BE(from) : 1005));
  };

  private lines(bytes: Buffer, from: number, to: number): void {
    for (let start = from; start < to;) {
      const found = bytes.indexOf(LINE_FEED, start);
      const end = found < 0 || found > to ? to : found;
      if (end > start) this.read(bytes, start, end);
      start = end + 1;
    }
  }

  private read(bytes: Buffer, from: number, to: number): void {
    const { dialect, rooms } = this.server;
    const kind = dialect.kindOf(bytes, from, to);
    if (kind === HEARD) {
      const at = textAt(bytes, from, to);
      if (at >= 0) this.receive(roomAt(bytes, at), numberAt(bytes, at), seqIn(bytes, from, at));
    } else if (kind === SENT) {
      const at = idAt(bytes, from, to);
      if (at >= 0) rooms[roomAt(bytes, at)]?.ack(idNumberAt(bytes, at), this.now);
    } else if (kind === STEP) {
      if (this.steps.length > 0) this.step();
      else if (!this.isReady) this.ready(bytes.toString("utf8", from, to));
    } else if (kind === PING) {
      if (dialect.answer !== undefined) this.write(frame(dialect.answer));
    } else if (kind === REFUSED && this.isCounted) {
      incidents.refused++;
      incidents.lastRefusal = bytes.toString("utf8", from, Math.min(to, from + 300));
    }
  }

  private receive(room: number, number: number, seq: number): void {
    for (const seat of this.seats) {
      if (seat.room.index === room) return seat.room.receive(seat, number, seq, this.now);
    }
    if (this.isReady) incidents.strays++;
  }

  private ready(welcome: string): void {
    const { rooms, places, dialect } = this.server;
    this.heads = dialect.headsOf?.(welcome) ?? [];
    if (this.isCounted) {
      this.seats = this.person.rooms.map((id) => new Seat(rooms[places.get(id) ?? -1]!));
      for (const [id, head] of this.heads) rooms[places.get(id) ?? -1]!.head ??= head;
    }
    this.isReady = this.isCounted;
    this.onReady?.();
  }
}

/** Everyone comes from an address of their own, as people do: ours then keeps its limits on. */
const addressOf = (index: number) => `10.${(index >> 16) & 255}.${(index >> 8) & 255}.${index & 255}`;

/** Where one asks for what was said in a room, or says something, without a socket. */
export const messagesAt = ({ hostname, port }: Server, roomId: string): string =>
  `http://${hostname}:${port}/api/rooms/${roomId}/messages`;

const handlers = {
  open: (socket: Socket<Client>) => socket.data.onOpen(socket),
  data: (socket: Socket<Client>, bytes: Buffer) => socket.data.onData(bytes),
  drain: (socket: Socket<Client>) => socket.data.onDrain(),
  close: (socket: Socket<Client>) => socket.data.end("1006"),
  error: (socket: Socket<Client>) => socket.data.end("error"),
  connectError: (socket: Socket<Client>) => socket.data.end("not connected"),
};
