import { Registry } from "prom-client";

import { env } from "../env";
import { between } from "./metrics/machines";
import { said } from "./metrics/messages";
import { people } from "./metrics/people";
import { own, unwatchLoop, watchLoop } from "./metrics/process";
import { asked } from "./metrics/requests";
import { stores } from "./metrics/stores";

// This machine's metrics for Prometheus, on a port of their own that is not public.

/** Serves GET /metrics where METRICS_PORT is set; returns its URL and how to stop. */
export function serve(): { url: string; stop: () => void } | undefined {
  if (env.METRICS_PORT === undefined) return undefined;
  const registry = new Registry();
  const all = [people(), said(), between(), stores(), asked(), own()];
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
