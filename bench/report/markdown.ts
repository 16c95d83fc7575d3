import type { Result, Run } from "../result";
import { dateOf, oursIn, peersOf, faultlessSpread, spoiledByFaults, spread, workloadsOf } from "./figures";
import { type Goal, goals, type MeasuredGoal } from "./goals";
import { comparisonWithOriginal } from "./headline";
import type { Plot } from "./plots/plots";
import { cell, code, figureText, spreadText, table, unitOf } from "./text";
import { verdictOf } from "./verdict";

/** The whole report of a run. */
export function markdown(run: Run, plots: Plot[]): string {
  const parts = [
    `# Bench of ${run.startedAt.slice(0, 16).replace("T", " ")} UTC`,
    facts(run),
    HOW_TO_READ,
    `## Beside the original`,
    comparisonWithOriginal(run),
    `## Goals`,
    table(["goal", "bound", "here", "peers in the same run", "verdict", "command"], goalRows(run)),
    ...workloadsOf(run).flatMap(({ name, title }) => section(run, { name, title, plots })),
    ...whoWasMeasured(run),
  ];
  return `${parts.join("\n\n")}\n`;
}

const HOW_TO_READ = `## How to read it

- The load is an open loop: messages are sent when they are due, however slow the server is, and latency counts from the *intended* send time. Time spent in queues is part of it.
- A pass with lost frames, a late generator or a noisy host has no latency and no rate, and is listed under its table. Its memory, its CPU and the generator's own figures are still in the tables, but no verdict, bar or factor uses them.
- A cell is the median of the passes that count, with (min–max) if they differ. Lost, doubled and reordered frames are never averaged: they are from the worst pass.
- Server and generator share the machine. Factors are valid only within this run: do not compare these figures with those of another machine or another day.
- Figures have three significant digits. – means that no pass that counts has this figure.`;

function facts(run: Run): string {
  const { cpu, cores, memoryMB, kernel } = run.machine;
  const versions = Object.entries(run.versions).map(([name, version]) => cell(`${name} ${version}`));
  const minutes = Math.round(run.seconds / 60);
  const rows = [
    ["machine", `${cell(cpu)}, ${cores} cores, ${(memoryMB / 1024).toFixed(1)} GB, ${cell(kernel)}`],
    ["versions", versions.join(" · ")],
    ["commit", code(run.commit)],
    ["command", code(run.command)],
    ["it took", run.seconds < 120 ? `${Math.round(run.seconds)} s` : `${minutes} minutes`],
    ["to write this report again", code(`bun bench/report/report.ts bench/results/${dateOf(run)}.json`)],
  ];
  return table(["", ""], rows);
}

function goalRows(run: Run): string[][] {
  return goals.map((goal) => goalRow(run, goal));
}

function goalRow(run: Run, goal: Goal): string[] {
  if ("elsewhere" in goal) {
    return [
      goal.text,
      "",
      "",
      "",
      `not measured here: ${goal.elsewhere}`,
      goal.command ? code(goal.command) : "",
    ];
  }
  const { bound, ours, verdict } = verdictOf(run, goal);
  const here = `${spreadText(goal.figure, ours)}${ours ? unitOf(goal.figure) : ""}`;
  return [goal.text, bound, here, otherPeers(run, goal), verdict, code(run.command)];
}

function otherPeers(run: Run, { workload, size, figure }: MeasuredGoal): string {
  const others = peersOf(run).filter((peer) => peer !== oursIn(run));
  const values = others.flatMap((peer) => {
    const found = faultlessSpread(run, { workload, size, figure, peer });
    return found ? [`${cell(peer)} ${figureText(figure, found.median)}`] : [];
  });
  return values.join(" · ");
}

function section(run: Run, { name, title, plots }: Run["workloads"][number] & { plots: Plot[] }): string[] {
  const results = run.results.filter((one) => one.workload === name);
  if (results.length === 0) return [];
  const figures = [...new Set(results.flatMap((one) => Object.keys(one.figures)))];
  const sizes = [...new Set(results.map(({ size }) => size))];
  const rows = sizes.flatMap((size) => sizeRows(run, { name, size, figures }));
  const pictures = plots.filter((plot) => plot.workload === name);
  return [
    `## ${cell(title)}`,
    table(["size", "peer", ...figures.map(cell)], rows),
    ...leftOutPasses(results, figures),
    ...pictures.map(({ title: alt, file }) => `![${cell(alt)}](${encodeURI(file)})`),
  ];
}

function sizeRows(run: Run, { name, size, figures }: { name: string; size: string; figures: string[] }) {
  const here = run.results.filter((one) => one.workload === name && one.size === size);
  return peersOf(run, here).map((peer) => {
    const cells = figures.map((figure) =>
      spreadText(figure, spread(run, { workload: name, size, peer, figure })),
    );
    const who = peer === oursIn(run) ? `**${cell(peer)}**` : cell(peer);
    const row = [cell(size), who, ...cells];
    return peer === oursIn(run) ? row.map((one, column) => (column > 1 ? `**${one}**` : one)) : row;
  });
}

function leftOutPasses(results: Result[], figures: string[]): string[] {
  const faulty = results.filter(({ faults }) => faults.length > 0);
  if (faulty.length === 0) return [];
  const of = figures.some(spoiledByFaults) ? "Left out of times and rates" : "With faults";
  const isOneSize = new Set(results.map(({ size }) => size)).size === 1;
  const lines = faulty.map(({ peer, size, pass, faults }) => {
    const where = isOneSize ? "" : `${size}, `;
    return `- ${cell(`${where}${peer}, pass ${pass}: ${faults.join(", ")}`)}`;
  });
  return [`${of}:`, lines.join("\n")];
}

function whoWasMeasured(run: Run): string[] {
  const peers = run.peers.map(({ name, title, doesNot }) => {
    const without = doesNot.map((what) => `  - ${cell(what)}`);
    return [`- **${cell(name)}**: ${cell(title)}`, ...without].join("\n");
  });
  const others = run.leftOut.map(({ name, why }) => `- **${cell(name)}**: ${cell(why)}`);
  const left = others.length > 0 ? ["## Left out", others.join("\n")] : [];
  return ["## Peers", "Under each peer: what it leaves out compared with ours.", peers.join("\n"), ...left];
}
