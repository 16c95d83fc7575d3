import type { Result, Run } from "../result";

/** Which figure of a run. */
export interface FigureKey {
  workload: string;
  size: string;
  peer: string;
  figure: string;
}

/** A figure's values over the passes that count. */
export interface Spread {
  median: number;
  min: number;
  max: number;
  passes: number;
}

/** Only from passes without faults. Verdicts, bars and factors use it: with half of the people missing, for instance, memory is low, too. */
export function faultlessSpread(run: Run, key: FigureKey): Spread | undefined {
  return spread(run, key, (figure) => !isFaultCount(figure));
}

/** Undefined if no pass that counts has this figure. */
export function spread(run: Run, key: FigureKey, isSpoiled = spoiledByFaults): Spread | undefined {
  const { workload, size, peer, figure } = key;
  const passes = run.results.filter(
    (one) => one.workload === workload && one.size === size && one.peer === peer,
  );
  const counted = isSpoiled(figure) ? passes.filter(({ faults }) => faults.length === 0) : passes;
  // JSON has neither NaN nor Infinity: both are read back as null.
  const values = counted.map(({ figures }) => figures[figure]).filter((value) => Number.isFinite(value));
  if (values.length === 0) return undefined;
  return isFaultCount(figure) ? worstOf(values as number[]) : spreadOf(values as number[]);
}

/** Whether the peer has a result here, with faults or without. */
export function tookPart(run: Run, { workload, size, peer }: Omit<FigureKey, "figure">): boolean {
  return run.results.some((one) => one.workload === workload && one.size === size && one.peer === peer);
}

/** Counts of faults are never averaged: the worst pass counts. */
export function isFaultCount(figure: string): boolean {
  return ["lost", "unacked", "doubled", "reordered"].includes(figure);
}

/** Times and rates mean nothing in a pass with faults. Memory, CPU and the generator's own figures stay valid. */
export function spoiledByFaults(figure: string): boolean {
  return /(\bms|\bseconds|\/s)$/.test(figure) && !figure.startsWith("generator");
}

function spreadOf(values: number[]): Spread {
  const sorted = values.toSorted((one, other) => one - other);
  const half = sorted.length >> 1;
  const upper = sorted[half] ?? Number.NaN;
  const median = sorted.length % 2 === 1 ? upper : ((sorted[half - 1] ?? Number.NaN) + upper) / 2;
  return {
    median,
    min: sorted[0] ?? Number.NaN,
    max: sorted.at(-1) ?? Number.NaN,
    passes: sorted.length,
  };
}

function worstOf(values: number[]): Spread {
  const worst = Math.max(...values);
  return { median: worst, min: worst, max: worst, passes: 1 };
}

/** The first of the run's peers. */
export function oursIn(run: Run): string {
  return run.peers[0]?.name ?? "";
}

/** The peers with results, in the run's order: ours first. */
export function peersOf(run: Run, results: Result[] = run.results): string[] {
  const seen = new Set(results.map(({ peer }) => peer));
  const listed = run.peers.map(({ name }) => name);
  return [...new Set([...listed, ...seen])].filter((name) => seen.has(name));
}

/** The index of a peer's style, the same in every plot; 0 for ours. */
export function styleOf(run: Run, peer: string): number {
  const at = run.peers.findIndex(({ name }) => name === peer);
  return at < 0 ? run.peers.length : at;
}

/** The run's workloads, in the report's order. */
export function workloadsOf(run: Run): Run["workloads"] {
  const listed = new Set(run.workloads.map(({ name }) => name));
  const others = new Set(run.results.map(({ workload }) => workload).filter((name) => !listed.has(name)));
  return [...run.workloads, ...[...others].map((name) => ({ name, title: name }))];
}

/** The base of a run's file names: its start in UTC, to the minute, so that no run overwrites another. */
export function dateOf(run: Run): string {
  return new Date(run.startedAt).toISOString().slice(0, 16).replace("T", "-").replace(":", "");
}
