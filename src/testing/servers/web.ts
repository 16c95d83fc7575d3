import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { type AddressInfo, createServer as createTrap, type Server as Trap, type Socket } from "node:net";
import { join } from "node:path";

import type { Network } from "../../web/network";

// For tests of previews: a web of local servers. Names and public addresses stand for one of them; every other address leads
// into a trap, which counts who arrives. What may be reached is decided by the production code alone: this only says where
// an address is that it has found to be public.

/** The address of every page; one of the internet, which nobody connects to here. */
export const PUBLIC = "93.184.216.34";
export const PUBLIC_6 = "2606:2800:220:1:248:1893:25c8:1946";

export type Site = (request: IncomingMessage, response: ServerResponse) => void;

export class Web {
  /** By host, or by host and path. */
  readonly sites = new Map<string, Site>();
  /** What a name resolves to, in turn; the last one for good. A name without is at `PUBLIC` if it has a site. */
  readonly addresses = new Map<string, string[][]>();
  readonly resolved: string[] = [];
  /** Host and path of each request. */
  readonly asked: string[] = [];
  trapped = 0;
  private readonly caught = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    private readonly trap: Trap,
  ) {
    server.on("request", (request: IncomingMessage, response: ServerResponse) =>
      this.answer(request, response),
    );
    trap.on("connection", (socket) => {
      this.trapped++;
      this.caught.add(socket.on("error", () => undefined));
      socket.end("HTTP/1.1 200 OK\r\ncontent-type: text/html\r\n\r\n<title>A secret</title>");
    });
  }

  static async open(): Promise<Web> {
    const web = new Web(createServer(), createTrap());
    await Promise.all([listening(web.server), listening(web.trap)]);
    return web;
  }

  readonly network: Network = {
    resolve: async (name) => {
      this.resolved.push(name);
      const turns = this.addresses.get(name);
      const own = turns && turns.length > 1 ? turns.shift() : turns?.[0];
      if (own) return own;
      if (this.sites.has(name) || [...this.sites.keys()].some((key) => key.startsWith(`${name}/`)))
        return [PUBLIC];
      throw new Error(`${name} was not found`);
    },
    wayTo: (address) => ({
      address: "127.0.0.1",
      port: portOf([PUBLIC, PUBLIC_6].includes(address) ? this.server : this.trap),
      isPlain: true,
    }),
    ports: new Set([80, 443]),
  };

  /** A page with this HTML. */
  page(place: string, html: string | Uint8Array, headers: Record<string, string> = {}): void {
    this.sites.set(place, (_, response) => {
      response.writeHead(200, { "content-type": "text/html; charset=utf-8", ...headers });
      response.end(html);
    });
  }

  moved(place: string, to: string, status = 302): void {
    this.sites.set(place, (_, response) => {
      // As servers do that do not encode it.
      response.writeHead(status, { location: Buffer.from(to).toString("latin1") });
      response.end();
    });
  }

  /** For servers that are other processes. */
  get env(): Record<string, string> {
    const preload = join(import.meta.dir, "../../previews/fetch/localWeb.ts");
    return { PREVIEWS: "on", BUN_OPTIONS: `--preload=${preload}`, LOCAL_WEB: String(portOf(this.server)) };
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    for (const socket of this.caught) socket.destroy();
    await Promise.all([closed(this.server), closed(this.trap)]);
  }

  private answer(request: IncomingMessage, response: ServerResponse): void {
    const { host = "", url = "/" } = request.headers.host ? { ...request.headers, url: request.url } : {};
    const name = host.replace(/:\d+$/, "");
    this.asked.push(`${name}${url}`);
    const site = this.sites.get(`${name}${url}`) ?? this.sites.get(name);
    if (site) return site(request, response);
    response.writeHead(404);
    response.end();
  }
}

const portOf = (server: Server | Trap): number => (server.address() as AddressInfo).port;
const listening = (server: Server | Trap) =>
  new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
const closed = (server: Server | Trap) => new Promise<void>((resolve) => server.close(() => resolve()));
