// A proxy between browsers and the server that a test can cut or slow down. It can also block WebSockets, as some proxies do.
import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

import type { BrowserContext } from "playwright/test";

type Kind = "page" | "socket" | "feed";

interface Wire {
  kind: Kind;
  ends: [Socket, Socket];
}

export class Line {
  // What happens to a WebSocket: `refused` gets an error response, `hanging` gets no response.
  private sockets: "through" | "refused" | "hanging" = "through";
  private isCut = false;
  // The answer to the feed gets no further than the proxy.
  private holdsFeed = false;
  // How fast a browser's requests go through, in bytes a second.
  private pace = Infinity;
  private sentBytes = 0;
  private readonly wires = new Set<Wire>();
  private readonly browsers = new Set<BrowserContext>();
  private readonly listener = createServer((client) => this.accept(client));

  private constructor(private readonly server: URL) {}

  static async to(url: string): Promise<Line> {
    const line = new Line(new URL(url));
    line.listener.listen(0, "127.0.0.1");
    await once(line.listener, "listening");
    return line;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.listener.address() as AddressInfo).port}`;
  }

  /** Pages of this browser get the browser's offline and online events. */
  leadsTo(browser: BrowserContext): void {
    this.browsers.add(browser);
    browser.once("close", () => this.browsers.delete(browser));
  }

  async cut(): Promise<void> {
    this.isCut = true;
    await this.notifyPages(true);
    this.drop();
  }

  async mend(): Promise<void> {
    this.isCut = false;
    await this.notifyPages(false);
  }

  letsSocketsThrough(): void {
    this.sockets = "through";
  }

  blocksSockets(how: "refused" | "hanging"): void {
    this.sockets = how;
    this.drop("socket");
  }

  /** Like a proxy that waits for the end of an answer that never ends. */
  holdsFeeds(): void {
    this.holdsFeed = true;
    this.drop("feed");
  }

  letsFeedsThrough(): void {
    this.holdsFeed = false;
    this.drop("feed");
  }

  /** What browsers send, each connection by itself, in bytes a second. */
  slows(bytesPerSecond: number): void {
    this.pace = bytesPerSecond;
  }

  /** How many bytes browsers have sent in requests. */
  get sent(): number {
    return this.sentBytes;
  }

  /** Drops all connections again and again. Returns what ends that. */
  dropsEvery(ms: number): () => void {
    const timer = setInterval(() => this.drop(), ms);
    return () => clearInterval(timer);
  }

  /** Destroys its connections, all or only those of one kind. */
  drop(kind?: Kind): void {
    for (const wire of this.wires) if (!kind || wire.kind === kind) wire.ends.forEach((end) => end.destroy());
  }

  /** How many connections of this kind are open. */
  carries(kind: Kind): number {
    return [...this.wires].filter((wire) => wire.kind === kind).length;
  }

  async end(): Promise<void> {
    const closed = once(this.listener, "close");
    this.listener.close();
    this.drop();
    await closed;
  }

  private async notifyPages(isOffline: boolean): Promise<void> {
    await Promise.all([...this.browsers].map((browser) => browser.setOffline(isOffline)));
  }

  private accept(client: Socket): void {
    if (this.isCut) return void client.destroy();
    const server = connect(Number(this.server.port), this.server.hostname);
    const wire: Wire = { kind: "page", ends: [client, server] };
    this.wires.add(wire);
    client.on("data", (bytes) => this.forward(wire, bytes));
    server.on("data", (bytes) => {
      if (wire.kind !== "feed" || !this.holdsFeed) client.write(bytes);
    });
    for (const end of wire.ends) {
      // Connections that are cut report errors, as intended.
      end.on("error", () => undefined);
      end.on("close", () => {
        this.wires.delete(wire);
        wire.ends.forEach((other) => other.destroy());
      });
    }
  }

  private forward(wire: Wire, bytes: string | Buffer): void {
    wire.kind = kindOf(String(bytes.slice(0, 200))) ?? wire.kind;
    const [client, server] = wire.ends;
    if (wire.kind === "page") this.measure(client, bytes.length);
    if (wire.kind !== "socket" || this.sockets === "through") server.write(bytes);
    else if (this.sockets === "refused") client.end(REFUSAL);
  }

  private measure(client: Socket, bytes: number): void {
    this.sentBytes += bytes;
    if (this.pace === Infinity) return;
    client.pause();
    setTimeout(() => client.resume(), (bytes / this.pace) * 1000);
  }
}

const REFUSAL = "HTTP/1.1 502 Bad Gateway\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";

// From the first line of a request. A connection can have several requests, one after the other.
function kindOf(head: string): Kind | undefined {
  const path = /^[A-Z]+ (\S+) HTTP/.exec(head)?.[1];
  if (path === undefined) return undefined;
  if (path === "/ws") return "socket";
  return path.split("?")[0] === "/api/feed" ? "feed" : "page";
}

/** Whether a browser logged this error because the proxy was cut or blocked. */
export const isOfLine = (fault: string): boolean =>
  /WebSocket connection to .* failed|net::ERR_(CONNECTION|SOCKET_NOT_CONNECTED|EMPTY_RESPONSE|INTERNET_DISCONNECTED|INCOMPLETE_CHUNKED|NETWORK)/.test(
    fault,
  );
