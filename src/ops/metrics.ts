import { Counter, Gauge, Registry } from "prom-client";

import * as machines from "../bus/machines";
import { countHoles } from "../bus/order";
import { env } from "../env";

// What this machine measures of itself, for Prometheus; on a port of its own, which faces nobody else.

const registry = new Registry();

const holes = new Counter({
  name: "potato_holes_total",
  help: "Messages that were read from history because they had not come from another machine by themselves",
  registers: [],
  collect() {
    this.reset();
    this.inc(countHoles());
  },
});

const isUp = new Gauge({
  name: "potato_bus_up",
  help: "Whether this machine hears the others: 1, or 0 while Redis is away",
  registers: [],
  collect() {
    this.set(machines.isUp() ? 1 : 0);
  },
});

for (const metric of [holes, isUp]) registry.registerMetric(metric);

/** Serves GET /metrics where METRICS_PORT says so; answers where, and how to stop. */
export function serve(): { url: string; stop: () => void } | undefined {
  if (env.METRICS_PORT === undefined) return undefined;
  const server = Bun.serve({
    hostname: env.HOST,
    port: env.METRICS_PORT,
    routes: {
      "/metrics": async () =>
        new Response(await registry.metrics(), { headers: { "content-type": registry.contentType } }),
    },
    fetch: () => new Response("Not found", { status: 404 }),
  });
  return { url: `${server.url.origin}/metrics`, stop: () => void server.stop(true) };
}
