import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { Part } from "../part";
import { installed } from "../programs/installed";
import { scratch } from "../programs/owned";
import { onFreePort } from "../programs/ports";

export const prometheus = (): string => installed("prometheus");
export const promtool = (): string => installed("promtool", "prometheus");

/** Our shipped configuration. */
export const observe = fileURLToPath(new URL("../../../deploy/observe/", import.meta.url));

// The shipped scrape interval, too slow for tests.
const SHIPPED_INTERVAL = "15s";
const TEST_INTERVAL = "200ms";

/** Prometheus with the shipped configuration, but with these addresses and a short scrape interval. */
export function startPrometheus(machines: string[]): Promise<Prometheus> {
  const dir = scratch("prometheus");
  cpSync(join(observe, "alerts.yml"), join(dir, "alerts.yml"));
  writeFileSync(join(dir, "machines.yml"), JSON.stringify([{ targets: machines }]));
  const config = readFileSync(join(observe, "prometheus.yml"), "utf8");
  if (!config.includes(SHIPPED_INTERVAL))
    throw new Error(`prometheus.yml does not scrape every ${SHIPPED_INTERVAL}`);
  return onFreePort((port) => {
    const own = config
      .replaceAll(SHIPPED_INTERVAL, TEST_INTERVAL)
      .replace("localhost:9090", `127.0.0.1:${port}`);
    writeFileSync(join(dir, "prometheus.yml"), own);
    return new Prometheus({
      name: "prometheus",
      url: `http://127.0.0.1:${port}`,
      command: [
        prometheus(),
        `--config.file=${join(dir, "prometheus.yml")}`,
        `--storage.tsdb.path=${join(dir, "data")}`,
        `--web.listen-address=127.0.0.1:${port}`,
      ],
      isUp: /Server is ready to receive web requests/,
    });
  });
}

export type Result = { metric: Record<string, string>; value: [number, string] };

export class Prometheus extends Part {
  /** The current result of a query. */
  async ask(query: string): Promise<Result[]> {
    const response = await fetch(`${this.url}/api/v1/query?query=${encodeURIComponent(query)}`);
    const { status, data, error } = (await response.json()) as {
      status: string;
      data: { result: Result[] };
      error?: string;
    };
    if (status !== "success") throw new Error(`${query}: ${error}`);
    return data.result;
  }

  /** Repeats a query until its result matches. */
  async answers(query: string, fits: (results: Result[]) => boolean): Promise<Result[]> {
    for (;;) {
      const results = await this.ask(query);
      if (fits(results)) return results;
      await new Promise(setImmediate);
    }
  }
}
