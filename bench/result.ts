/** What one peer did in one workload, once. */
export interface Result {
  /** The workload's name, and which of its sizes: "10,000 people". */
  workload: string;
  size: string;
  peer: string;
  /** 1, 2, …: how often this peer has been through this workload in this run. */
  pass: number;
  /** Why its latencies count for nothing: frames lost, the generator late, the host noisy. */
  faults: string[];
  /** By name and unit, as the report's columns say them: "p99 ms", "CPU µs a delivery". */
  figures: Record<string, number>;
  /** Of the deliveries: [percentile, ms]. */
  curve?: [number, number][];
  /** Of the server: [seconds since the workload began, MB]. */
  memory?: [number, number][];
}

/** One run of the bench, as it is kept in results/. */
export interface Run {
  /** ISO 8601. */
  startedAt: string;
  seconds: number;
  /** As it was typed, for whoever wants to see it for themselves. */
  command: string;
  commit: string;
  machine: { cpu: string; cores: number; memoryMB: number; kernel: string };
  /** Of everything that was measured, by name. */
  versions: Record<string, string>;
  peers: { name: string; title: string; doesNot: string[] }[];
  leftOut: { name: string; why: string }[];
  /** In the order in which they are told of. */
  workloads: { name: string; title: string }[];
  results: Result[];
}
