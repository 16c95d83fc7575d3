import type { Result, Run } from "../result";

/** Where a figure stands in a run. */
export interface Place {
  workload: string;
  size: string;
  peer: string;
  figure: string;
}

/** A figure over the passes that count. */
export interface Spread {
  median: number;
  min: number;
  max: number;
  passes: number;
}

/** Only of passes without any fault: what a verdict, a bar or a factor rests on. Half a crowd takes little memory, too. */
export function sound(run: Run, place: Place): Spread | undefined {
  return spread(run, place, (figure) => !isFaultCount(figure));
}

/** Undefined where no pass that counts has this figure. */
export function spread(run: Run, place: Place, isSpoiled = spoiledByFaults): Spread | undefined {
  const { workload, size, peer, figure } = place;
  const passes = run.results.filter(
    (one) => one.workload === workload && one.size === size && one.peer === peer,
  );
  const counted = isSpoiled(figure) ? passes.filter(({ faults }) => faults.length === 0) : passes;
  // JSON has neither NaN nor Infinity: what was one of them comes back as null.
  const values = counted.map(({ figures }) => figures[figure]).filter((value) => Number.isFinite(value));
  if (values.length === 0) return undefined;
  return isFaultCount(figure) ? worstOf(values as number[]) : spreadOf(values as number[]);
}

/** Whether it took part, however that went. */
export function wasThere(run: Run, { workload, size, peer }: Omit<Place, "figure">): boolean {
  return run.results.some((one) => one.workload === workload && one.size === size && one.peer === peer);
}

/** What went wrong is never averaged away. */
export function isFaultCount(figure: string): boolean {
  return ["lost", "unacked", "doubled", "reordered"].includes(figure);
}

/** Times and rates: of a pass with a fault they say nothing, while its memory, CPU and the generator's own state stay true. */
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

/** Those with results here, in the run's order: ours first. */
export function peersOf(run: Run, results: Result[] = run.results): string[] {
  const seen = new Set(results.map(({ peer }) => peer));
  const listed = run.peers.map(({ name }) => name);
  return [...new Set([...listed, ...seen])].filter((name) => seen.has(name));
}

/** Its place among the run's peers: the same in every plot, 0 for ours. */
export function lookOf(run: Run, peer: string): number {
  const at = run.peers.findIndex(({ name }) => name === peer);
  return at < 0 ? run.peers.length : at;
}

/** What was done, in the order in which it is told of. */
export function workloadsOf(run: Run): Run["workloads"] {
  const listed = new Set(run.workloads.map(({ name }) => name));
  const others = new Set(run.results.map(({ workload }) => workload).filter((name) => !listed.has(name)));
  return [...run.workloads, ...[...others].map((name) => ({ name, title: name }))];
}

/** As a run's files are called: its minute in UTC, so that no run writes over another. */
export function dateOf(run: Run): string {
  return new Date(run.startedAt).toISOString().slice(0, 16).replace("T", "-").replace(":", "");
}
