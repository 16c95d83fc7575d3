/** The figures of one peer in one workload, in one pass. */
export interface Result {
  /** The workload's name, and one of its sizes, such as "10,000 people". */
  workload: string;
  size: string;
  peer: string;
  /** 1, 2, …: the number of this measurement of the same peer and workload in this run. */
  pass: number;
  /** Why its latencies do not count: lost frames, a late generator, a busy host. */
  faults: string[];
  /** By name and unit, as in the report's columns: "p99 ms", "CPU µs a delivery". */
  figures: Record<string, number>;
  /** Delivery latency: [percentile, ms]. */
  curve?: [number, number][];
  /** Server memory: [seconds since the workload started, MB]. */
  memory?: [number, number][];
}

/** One run of the bench, as stored in results/. */
export interface Run {
  /** ISO 8601. */
  startedAt: string;
  seconds: number;
  /** As it was typed, so that readers can repeat the run. */
  command: string;
  commit: string;
  machine: { cpu: string; cores: number; memoryMB: number; kernel: string };
  /** Version of everything that was measured, by name. */
  versions: Record<string, string>;
  peers: { name: string; title: string; doesNot: string[] }[];
  leftOut: { name: string; why: string }[];
  /** In the report's order. */
  workloads: { name: string; title: string }[];
  results: Result[];
}
