import type { Socket } from "bun";

import { clientIdOf, idAt, idNumberAt, numberAt, roomAt, seqIn, textAt, textOf } from "./bytes/marks";
import { CLOSE_OPCODE, frame, PING_OPCODE, pong, scan, TEXT_OPCODE } from "./bytes/wire";
import { incidents } from "./counts/incidents";
import { type Room, Receiver } from "./counts/rooms";
import type { Stream } from "./counts/streams";
import { type Dialect, MESSAGE, type Person, PING, REFUSED, ACK, HANDSHAKE } from "./dialect";
import type { StreamPlan } from "./orders";

/** A peer's address, its protocol dialect and the rooms that its people are in. */
export interface Server {
  hostname: string;
  port: number;
  /** Of the server process. A restart changes it. */
  pid: number;
  dialect: Dialect;
  /** Ends each clientId: tells this generator's messages from those of an earlier one. */
  tag: string;
  rooms: Room[];
  /** Room id to index in `rooms`. */
  roomIndexes: Map<string, number>;
}

const LINE_FEED = 10;
const UPGRADED = "HTTP/1.1 101";

/** One person's WebSocket, written directly on TCP: a general WebSocket client would be slower than the servers under test. */
export class Client {
  /** Connected, and counted as a receiver of every message. */
  isReady = false;
  isClosed = false;
  /** Called with each frame that is of no other kind. */
  onOther?: (text: string) => void;
  /** Called when the last handshake frame is answered. */
  onReady?: () => void;
  readonly closed: Promise<void>;
  /** The newest seq of each room at the time of connecting, if the peer sends it. */
  heads: [roomId: string, head: number][] = [];
  private onClosed = () => {};
  private isCounted = true;
  private receivers: Receiver[] = [];
  private socket?: Socket<Client>;
  private rest?: Buffer;
  private unsent?: Buffer;
  private isUpgraded = false;
  private handshake: string[] = [];
  private now = 0;

  constructor(
    readonly index: number,
    readonly person: Person,
    private readonly server: Server,
  ) {
    this.closed = new Promise((resolve) => (this.onClosed = resolve));
  }

  /** If not `isCounted`, this client also receives messages, but no delivery to it is expected. */
  async connect(isCounted: boolean): Promise<void> {
    const { hostname, port, dialect } = this.server;
    this.handshake = dialect.handshakeFrames(this.person);
    this.isCounted = isCounted;
    try {
      this.socket = await Bun.connect({ hostname, port, socket: handlers, data: this });
    } catch {
      this.end("not connected");
    }
  }

  /** For REST calls. */
  get headers(): Record<string, string> {
    return { authorization: `Bearer ${this.person.accessToken}`, "x-forwarded-for": addressOf(this.index) };
  }

  sendMessage({ nthRoom, bytes }: StreamPlan, due: number, stream: Stream): void {
    const roomId = this.person.rooms[nthRoom] ?? "";
    const room = this.server.rooms[this.server.roomIndexes.get(roomId) ?? -1];
    if (!room) throw new Error(`${this.person.username} has no room ${nthRoom}`);
    const number = room.recordSend(this.index, due, stream);
    const id = clientIdOf(room.index, number, this.server.tag);
    const text = textOf(room.index, number, bytes);
    this.write(frame(this.server.dialect.encodeMessage(this.person, roomId, id, text)));
    stream.recordSendDelay(performance.now() - due);
  }

  /** Sends bytes that are already encoded. */
  write(bytes: Uint8Array): void {
    if (this.unsent) {
      this.unsent = Buffer.concat([this.unsent, bytes]);
      return;
    }
    const written = this.socket?.write(bytes) ?? 0;
    if (written < bytes.length) this.unsent = Buffer.from(bytes.subarray(Math.max(written, 0)));
  }

  /** Stops reading, like a client whose machine has gone to sleep. */
  stall(): void {
    this.socket?.pause();
  }

  /** Drops the TCP connection without a close frame. */
  drop(): void {
    this.removeFromRooms();
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
      ...(dialect.subprotocol ? [`Sec-WebSocket-Protocol: ${dialect.subprotocol}`] : []),
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
      const upgraded = this.skipUpgrade(bytes);
      if (!upgraded) return;
      bytes = upgraded;
    }
    const whole = scan(bytes, this.onFrame);
    if (whole < bytes.length) this.rest = Buffer.from(bytes.subarray(whole));
  }

  end(why: string): void {
    if (this.isClosed) return;
    if (this.isCounted) incidents.closed[why] = (incidents.closed[why] ?? 0) + 1;
    this.removeFromRooms();
  }

  private removeFromRooms(): void {
    if (this.isReady) for (const receiver of this.receivers) receiver.leave();
    this.isReady = false;
    this.isClosed = true;
    this.onClosed();
  }

  /** The bytes after the upgrade response, once that is complete. */
  private skipUpgrade(bytes: Buffer): Buffer | undefined {
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
    this.continueHandshake();
    return bytes.subarray(end + 4);
  }

  private continueHandshake(): void {
    const next = this.handshake.shift();
    if (next !== undefined) this.write(frame(next));
  }

  private readonly onFrame = (opcode: number, bytes: Buffer, from: number, to: number): void => {
    if (opcode === TEXT_OPCODE)
      return this.server.dialect.isLineDelimited
        ? this.readLines(bytes, from, to)
        : this.readFrame(bytes, from, to);
    if (opcode === PING_OPCODE) return this.write(pong(bytes.subarray(from, to)));
    if (opcode === CLOSE_OPCODE) this.end(String(to - from >= 2 ? bytes.readUInt16BE(from) : 1005));
  };

  private readLines(bytes: Buffer, from: number, to: number): void {
    for (let start = from; start < to;) {
      const found = bytes.indexOf(LINE_FEED, start);
      const end = found < 0 || found > to ? to : found;
      if (end > start) this.readFrame(bytes, start, end);
      start = end + 1;
    }
  }

  private readFrame(bytes: Buffer, from: number, to: number): void {
    const { dialect, rooms } = this.server;
    const kind = dialect.kindOf(bytes, from, to);
    if (kind === MESSAGE) {
      const at = textAt(bytes, from, to);
      if (at >= 0) this.receive(roomAt(bytes, at), numberAt(bytes, at), seqIn(bytes, from, at));
    } else if (kind === ACK) {
      const at = idAt(bytes, from, to);
      if (at >= 0) rooms[roomAt(bytes, at)]?.ack(idNumberAt(bytes, at), this.now);
    } else if (kind === HANDSHAKE) {
      if (this.handshake.length > 0) this.continueHandshake();
      else if (!this.isReady) this.onWelcome(bytes.toString("utf8", from, to));
    } else if (kind === PING) {
      if (dialect.pong !== undefined) this.write(frame(dialect.pong));
    } else if (kind === REFUSED && this.isCounted) {
      incidents.refused++;
      incidents.lastRefusal = bytes.toString("utf8", from, Math.min(to, from + 300));
    } else this.onOther?.(bytes.toString("utf8", from, to));
  }

  private receive(room: number, number: number, seq: number): void {
    for (const receiver of this.receivers) {
      if (receiver.room.index === room) return receiver.room.receive(receiver, number, seq, this.now);
    }
    if (this.isReady) incidents.strays++;
  }

  private onWelcome(welcome: string): void {
    const { rooms, roomIndexes, dialect } = this.server;
    this.heads = dialect.headsOf?.(welcome) ?? [];
    if (this.isCounted) {
      this.receivers = this.person.rooms.map((id) => new Receiver(rooms[roomIndexes.get(id) ?? -1]!));
      for (const [id, head] of this.heads) rooms[roomIndexes.get(id) ?? -1]!.head ??= head;
    }
    this.isReady = this.isCounted;
    this.onReady?.();
  }
}

/** A separate address for each person, so that our server's limits can stay on. */
const addressOf = (index: number) => `10.${(index >> 16) & 255}.${(index >> 8) & 255}.${index & 255}`;

/** The REST route that reads a room's messages and accepts new ones. */
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
