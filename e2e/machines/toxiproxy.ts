import { Part } from "./part";
import { built } from "./programs/built";
import { freePort, onFreePort } from "./programs/ports";

export const toxiproxyServer = (): Promise<string> =>
  built("toxiproxy", "github.com/Shopify/toxiproxy/v2/cmd/server");

/** Faults of a connection, as in Toxiproxy's README. Times are in ms. */
interface Toxics {
  latency: { latency: number; jitter?: number };
  // No data passes; with 0 the connection stays open.
  timeout: { timeout: number };
  reset_peer: { timeout: number };
}

/** Data to the server, or from it. */
type Stream = "upstream" | "downstream";

/** A proxied connection to one server that a test can break. */
export interface Line {
  /** host:port */
  address: string;
  /** Adds a fault. Returns a function that removes it. */
  spoil<Kind extends keyof Toxics>(
    type: Kind,
    attributes: Toxics[Kind],
    stream?: Stream,
  ): Promise<() => Promise<void>>;
  /** Closes all connections and accepts no new ones. */
  down(): Promise<void>;
  up(): Promise<void>;
}

export class Toxiproxy extends Part {
  /** It prints that it listens a moment before it does. */
  override async start(): Promise<void> {
    await super.start();
    while (!(await this.answers()))
      if (!this.isRunning) throw new Error(`toxiproxy did not start:\n${this.lastWords}`);
  }

  /** A new proxy for host:port. */
  async lineTo(upstream: string): Promise<Line> {
    const address = `127.0.0.1:${await freePort()}`;
    const name = `to-${upstream}-${address}`.replaceAll(":", "-");
    await this.ask("POST", "/proxies", { name, listen: address, upstream, enabled: true });
    const path = `/proxies/${name}`;
    const enable = (enabled: boolean) => this.ask("POST", path, { enabled });
    let toxics = 0;
    return {
      address,
      spoil: async (type, attributes, stream = "downstream") => {
        const toxic = `${type}-${++toxics}`;
        await this.ask("POST", `${path}/toxics`, { name: toxic, type, stream, attributes });
        return () => this.ask("DELETE", `${path}/toxics/${toxic}`);
      },
      down: () => enable(false),
      up: () => enable(true),
    };
  }

  private answers = (): Promise<boolean> =>
    fetch(`${this.url}/version`).then(
      ({ ok }) => ok,
      () => false,
    );

  private async ask(method: string, path: string, body?: object): Promise<void> {
    const answer = await fetch(this.url + path, { method, body: body && JSON.stringify(body) });
    if (!answer.ok) throw new Error(`toxiproxy ${method} ${path}: ${answer.status} ${await answer.text()}`);
  }
}

export async function startToxiproxy(): Promise<Toxiproxy> {
  const server = await toxiproxyServer();
  return onFreePort(
    (port) =>
      new Toxiproxy({
        name: "toxiproxy",
        url: `http://127.0.0.1:${port}`,
        command: [server, "-host", "127.0.0.1", "-port", String(port)],
        isUp: /Starting HTTP server/,
      }),
  );
}
