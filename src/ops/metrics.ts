import { Registry } from "prom-client";

import { env } from "../env";
import { machineMetrics } from "./metrics/machines";
import { messageMetrics } from "./metrics/messages";
import { peopleMetrics } from "./metrics/people";
import { processMetrics, unwatchLoop, watchLoop } from "./metrics/process";
import { requestMetrics } from "./metrics/requests";
import { storeMetrics } from "./metrics/stores";

// This machine's metrics for Prometheus, on a port of their own that is not public.

/** Serves GET /metrics where METRICS_PORT is set; returns its URL and how to stop. */
export function serve(): { url: string; stop: () => void } | undefined {
  if (env.METRICS_PORT === undefined) return undefined;
  const registry = new Registry();
  const all = [
    peopleMetrics(),
    messageMetrics(),
    machineMetrics(),
    storeMetrics(),
    requestMetrics(),
    processMetrics(),
  ];
  for (const metric of all.flat()) registry.registerMetric(metric);
  watchLoop();
  const server = Bun.serve({
    hostname: env.HOST,
    port: env.METRICS_PORT,
    routes: {
      "/metrics": async () =>
        new Response(await registry.metrics(), { headers: { "content-type": registry.contentType } }),
    },
    fetch: () => new Response("Not found", { status: 404 }),
  });
  const stop = () => {
    unwatchLoop();
    void server.stop(true);
  };
  return { url: `${server.url.origin}/metrics`, stop };
}
