import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { Part } from "../part";
import { built } from "../programs/built";
import { scratch } from "../programs/owned";
import { freePort, onFreePort } from "../programs/ports";

/**
 * Loki 1.6.1, the newest version with a licence that we allow (Apache 2.0). It has the same push and query routes as the
 * Loki 3 of compose.yml, but cannot read its configuration.
 */
export const loki = (): Promise<string> => built("loki", "github.com/grafana/loki/cmd/loki");

/** A line of one stream, with its time in ns. */
type Line = [ns: string, line: string];
export type Stream = { labels: Record<string, string>; lines: Line[] };

export async function startLoki(): Promise<Loki> {
  const program = await loki();
  const dir = scratch("loki");
  const config = join(dir, "loki.yml");
  const grpc = await freePort();
  return onFreePort((port) => {
    writeFileSync(config, JSON.stringify(configOf(dir, port, grpc)));
    return new Loki({
      name: "loki",
      url: `http://127.0.0.1:${port}`,
      command: [program, `-config.file=${config}`],
      isUp: /Loki started/,
    });
  });
}

export class Loki extends Part {
  async push(streams: Stream[]): Promise<void> {
    const body = { streams: streams.map(({ labels, lines }) => ({ stream: labels, values: lines })) };
    const response = await fetch(`${this.url}/loki/api/v1/push`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    if (response.status !== 204) throw new Error(`Loki refused the lines: ${await response.text()}`);
  }

  /** All matching lines of the last hour, oldest first. */
  async ask(query: string): Promise<Stream[]> {
    const asked = `query=${encodeURIComponent(query)}&direction=forward&limit=1000`;
    const response = await fetch(`${this.url}/loki/api/v1/query_range?${asked}`);
    if (!response.ok) throw new Error(`${query}: ${await response.text()}`);
    const { data } = (await response.json()) as {
      data: { result: { stream: Record<string, string>; values: Line[] }[] };
    };
    return data.result.map(({ stream, values }) => ({ labels: stream, lines: values }));
  }
}

// JSON is YAML.
const configOf = (dir: string, port: number, grpc: number) => ({
  auth_enabled: false,
  server: {
    http_listen_address: "127.0.0.1",
    http_listen_port: port,
    grpc_listen_address: "127.0.0.1",
    grpc_listen_port: grpc,
  },
  ingester: {
    lifecycler: { address: "127.0.0.1", ring: { kvstore: { store: "inmemory" }, replication_factor: 1 } },
  },
  schema_config: {
    configs: [
      {
        from: "2026-01-01",
        store: "boltdb",
        object_store: "filesystem",
        schema: "v11",
        index: { prefix: "index_", period: "168h" },
      },
    ],
  },
  storage_config: {
    boltdb: { directory: join(dir, "index") },
    filesystem: { directory: join(dir, "chunks") },
  },
  limits_config: { enforce_metric_name: false },
});
