import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";

import { Machine } from "../machines/machine";

const preload = fileURLToPath(new URL("../../src/previews/fetch/localWeb.ts", import.meta.url));

/** The web beyond our server, as far as it fetches previews: each name that ends in `.example` is served by this. */
export class Pages {
  /** How a host answers. */
  readonly hosts = new Map<string, (response: ServerResponse, path: string) => void>();
  private readonly server = createServer((request, response) => {
    const answer = this.hosts.get(request.headers.host ?? "");
    if (answer) return answer(response, request.url ?? "/");
    response.writeHead(404).end();
  });

  async open(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(0, "127.0.0.1", () => resolve()));
  }

  /** Our server, which finds them. */
  async machine(): Promise<Machine> {
    const { port } = this.server.address() as AddressInfo;
    const machine = new Machine({
      flags: ["--demo"],
      env: { PREVIEWS: "on", BUN_OPTIONS: `--preload=${preload}`, LOCAL_WEB: String(port) },
    });
    await machine.start();
    return machine;
  }

  close(): void {
    this.server.closeAllConnections();
    this.server.close();
  }
}

export function html(response: ServerResponse, text: string): void {
  response.writeHead(200, { "content-type": "text/html; charset=utf-8" }).end(text);
}
