import { readFileSync } from "node:fs";
import { connect, type Socket } from "node:net";

import { type AnyFrame, house } from "../people/guests";
import { encoded, frameSize, opcodes } from "./rfc6455";

// For tests: a raw TCP connection to the server, which may write anything and stop reading.

/** The headers of an upgrade, as in the RFC's example. */
export const upgrade: Record<string, string> = {
  Upgrade: "websocket",
  Connection: "Upgrade",
  "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
  "Sec-WebSocket-Version": "13",
};
const LAST_CHUNK = Buffer.from("0\r\n\r\n");

export class Raw {
  /** Bytes received and not yet consumed. */
  private bytes = Buffer.alloc(0);
  private wake: () => void = () => undefined;
  private isEnded = false;
  readonly ended: Promise<void>;

  private constructor(private readonly socket: Socket) {
    socket.on("data", (part) => {
      this.bytes = Buffer.concat([this.bytes, part as Buffer]);
      this.wake();
    });
    // A reset counts as a normal end.
    socket.on("error", () => undefined);
    this.ended = new Promise((resolve) => {
      socket.on("close", () => {
        this.isEnded = true;
        this.wake();
        resolve();
      });
    });
  }

  /** Connects and sends a request. */
  static async request(
    line: string,
    headers: Record<string, string> = {},
    version = "HTTP/1.1",
  ): Promise<Raw> {
    const { hostname, port, host } = new URL(house.url);
    const socket = connect(Number(port), hostname);
    await new Promise((resolve, reject) => socket.once("connect", resolve).once("error", reject));
    const raw = new Raw(socket);
    const lines = Object.entries({ Host: host, ...headers }).map(([name, value]) => `${name}: ${value}`);
    raw.write(`${[`${line} ${version}`, ...lines].join("\r\n")}\r\n\r\n`);
    return raw;
  }

  /** An open WebSocket; `headers` override those of the upgrade. */
  static async webSocket(headers: Record<string, string> = {}): Promise<Raw> {
    const raw = await Raw.request("GET /ws", { ...upgrade, ...headers });
    const head = await raw.head();
    if (!head.startsWith("HTTP/1.1 101")) throw new Error(`Not let in: ${head}`);
    return raw;
  }

  write(data: string | Uint8Array): void {
    this.socket.write(data);
  }

  /** Resolves once all that was written has left. */
  sent(): Promise<void> {
    return new Promise((resolve) => this.socket.write("", () => resolve()));
  }

  /** Sends text frames in one write. */
  say(...frames: object[]): void {
    const text = (frame: object) => encoded({ opcode: opcodes.text, body: JSON.stringify(frame) });
    this.write(Buffer.concat(frames.map(text)));
  }

  /** Whether the server still has its end of the connection, which a client that does not read cannot see (Linux). */
  isHeld(): boolean {
    const hex = (port: number | undefined) => port?.toString(16).toUpperCase().padStart(4, "0");
    const ends = new RegExp(`:${hex(this.socket.remotePort)} \\w+:${hex(this.socket.localPort)} 01 `);
    return ends.test(readFileSync("/proc/net/tcp", "latin1"));
  }

  stopReading(): void {
    this.socket.pause();
  }

  readOn(): void {
    this.socket.resume();
  }

  close(): void {
    this.socket.destroy();
  }

  /** Status line and headers of the response. */
  async head(): Promise<string> {
    for (;;) {
      const end = this.bytes.indexOf("\r\n\r\n");
      if (end >= 0) return this.consume(end + 4).toString();
      await this.more();
    }
  }

  /** The next text frame; null at the end, with or without a close frame. Answers pings. */
  async frame<T = AnyFrame>(): Promise<T | null> {
    let next = await this.next();
    for (; next?.opcode === opcodes.ping; next = await this.next())
      this.write(encoded({ ...next, opcode: opcodes.pong }));
    return next && next.opcode !== opcodes.close ? JSON.parse(next.body.toString()) : null;
  }

  /** Reads until the end; null where there was no close frame. */
  async closeCode(): Promise<number | null> {
    for (;;) {
      const next = await this.next();
      if (!next || next.opcode === opcodes.close) return next?.body.readUInt16BE(0) ?? null;
    }
  }

  /** The next frame of any opcode; null at the end of the connection. */
  async next(): Promise<{ opcode: number; body: Buffer } | null> {
    for (;;) {
      const size = frameSize(this.bytes);
      if (size !== undefined) {
        const opcode = (this.bytes[0] ?? 0) & 15;
        return { opcode, body: this.consume(size.head + size.body).subarray(size.head) };
      }
      if (this.isEnded) return null;
      await this.more();
    }
  }

  /** Everything received up to these words, and what arrived with them. */
  async until(words: string): Promise<string> {
    while (!this.isEnded && !this.bytes.includes(words)) await this.more();
    return this.consume(this.bytes.length).toString();
  }

  /** Everything received of a chunked response, up to its last chunk or the end of the connection. */
  async chunks(): Promise<string> {
    while (!this.isEnded && !this.bytes.subarray(-5).equals(LAST_CHUNK)) await this.more();
    return this.consume(this.bytes.length).toString();
  }

  private consume(size: number): Buffer {
    const taken = this.bytes.subarray(0, size);
    this.bytes = this.bytes.subarray(size);
    return taken;
  }

  private more(): Promise<void> {
    return new Promise((resolve) => (this.wake = resolve));
  }
}
