import { monitorEventLoopDelay } from "node:perf_hooks";

import { version } from "../../../package.json";
import * as descriptors from "../../capacity/descriptors";
import { env } from "../../env";
import * as health from "../health";
import { counter, gauge, only, type Samples } from "./kinds";

// The process and its use of resources. (The library's default metrics are for parts of Node that Bun does not have.)

// Sampling interval of the loop's delay, in ms.
const RESOLUTION = 10;
const loop = monitorEventLoopDelay({ resolution: RESOLUTION });

export const watchLoop = (): void => void loop.enable();
export const unwatchLoop = (): void => void loop.disable();

export const processMetrics = () => [
  gauge(
    {
      name: "potato_build_info",
      help: "Always 1: the version and name of this machine",
      labelNames: ["version", "machine", "bun"],
    },
    () => [[{ version, machine: env.MACHINE, bun: Bun.version }, 1]],
  ),
  gauge({ name: "potato_start_time_seconds", help: "Unix time at which this process started" }, () =>
    only(performance.timeOrigin / 1000),
  ),
  gauge(
    { name: "potato_draining", help: "Whether this machine is shutting down and accepts no new clients" },
    () => only(health.isDraining() ? 1 : 0),
  ),
  gauge(
    {
      name: "potato_loop_delay_seconds",
      help: "Event loop delay since the last scrape",
      labelNames: ["rank"],
    },
    delays,
  ),
  counter({ name: "potato_cpu_seconds_total", help: "CPU time by mode", labelNames: ["mode"] }, () => {
    const { user, system } = process.cpuUsage();
    return [
      [{ mode: "user" }, user / 1e6],
      [{ mode: "system" }, system / 1e6],
    ];
  }),
  gauge(
    { name: "potato_memory_bytes", help: "Memory in use: rss is the total", labelNames: ["part"] },
    () => {
      const { rss, heapUsed, external } = process.memoryUsage();
      return [
        [{ part: "rss" }, rss],
        [{ part: "heap" }, heapUsed],
        [{ part: "external" }, external],
      ];
    },
  ),
  gauge(
    {
      name: "potato_memory_limit_bytes",
      help: "The memory limit of this process, or the memory of the machine",
    },
    () => only(process.constrainedMemory()),
  ),
  gauge({ name: "potato_open_files", help: "Open file descriptors (Linux)" }, () =>
    only(descriptors.countOpen()),
  ),
  gauge({ name: "potato_open_files_limit", help: "The limit of open file descriptors" }, () =>
    only(descriptors.mayOpen),
  ),
];

function delays(): Samples {
  const quantiles = [0.5, 0.99].map((one): Samples[number] => [
    { rank: `p${one * 100}` },
    loop.percentile(one * 100) / 1e9,
  ]);
  const worst: Samples[number] = [{ rank: "worst" }, loop.count > 0 ? loop.max / 1e9 : 0];
  loop.reset();
  return [...quantiles, worst];
}
