import type { Run } from "../../result";
import { workloadsOf } from "../figures";
import { latency } from "./latency";
import { bars, overTime } from "./memory";

export interface Plot {
  /** The workload whose table it is shown under. */
  workload: string;
  title: string;
  file: string;
  svg: string;
}

/** All plots that a run has figures for. */
export function plotsOf(run: Run, date: string): Plot[] {
  const drawn = workloadsOf(run).flatMap(({ name, title }) => [
    ...latencies(run, { name, title }),
    {
      workload: name,
      title: `Memory: ${title}`,
      part: `${name}-memory`,
      svg: memoryOf(run, { name, title }),
    },
  ]);
  return drawn.flatMap(({ part, svg, ...plot }) =>
    svg ? [{ ...plot, svg, file: `${date}-${part}.svg` }] : [],
  );
}

function latencies(run: Run, { name, title }: Run["workloads"][number]) {
  const sizes = Map.groupBy(
    run.results.filter(({ workload }) => workload === name),
    ({ size }) => size,
  );
  return [...sizes].map(([size, results]) => {
    const full = `${title}: ${size}`;
    const part = `${name}-${size
      .toLowerCase()
      .replaceAll(",", "")
      .replaceAll(/[^a-z0-9]+/g, "-")}`;
    return { workload: name, title: full, part, svg: latency(run, full, results) };
  });
}

function memoryOf(run: Run, { name, title }: Run["workloads"][number]): string | undefined {
  if (name === "idle") return bars(run);
  const results = run.results.filter(({ workload }) => workload === name);
  return name === "soak" ? overTime(run, `Memory: ${title}`, results) : undefined;
}
