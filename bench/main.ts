import { parseArgs } from "node:util";

import type { Measured } from "./figures";
import { describeRun } from "./machine";
import { measure, passesOf } from "./passes";
import type { Peer } from "./peers/peer";
import { broken, peers } from "./peers/peers";
import { missing } from "./peers/programs";
import { write } from "./report/report";
import type { Result, Run } from "./result";
import { open, type Runner } from "./runner";
import { comparedPeers, quick, type Scenario, whole } from "./scenarios";

// `bun run bench`: runs the same workloads against every server. What it does and how to read it: bench/README.md.

const { values: flags } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    // Only these, comma-separated.
    scenarios: { type: "string" },
    // The old name of `scenarios`.
    scenes: { type: "string" },
    peers: { type: "string" },
    // Memory limit of a server in MB. The original had 2048.
    memory: { type: "string" },
    out: { type: "string" },
  },
});

const known: Record<string, Peer> = { ...peers, ...broken };
const started = Date.now();
const results: Result[] = [];
const leftOut: Run["leftOut"] = [];

// So that exit handlers delete the data after Ctrl-C, too.
process.on("SIGINT", () => process.exit(130));

const scenarios = selectScenarios(flags.quick ? quick : whole);
const available = await buildPeers(parseList(flags.peers) ?? [...new Set(scenarios.flatMap(peersFor))]);

for (const [index, scenario] of scenarios.entries()) {
  const all = available.filter((name) => peersFor(scenario).includes(name));
  for (const [nth, pass] of passesOf(all, scenario.passes).entries()) {
    for (const name of nth === 0 ? pass : pass.filter((one) => comparedPeers.includes(one))) {
      logProgress(`${index + 1}/${scenarios.length} ${scenario.name}: ${name}${nth > 0 ? ", again" : ""}`);
      await runScenario(scenario, known[name]!, nth + 1);
    }
  }
}
const titles = new Map(
  scenarios.flatMap(({ workloads }) => workloads).map(({ name, title }) => [name, title]),
);
const run: Run = {
  ...(await describeRun(started)),
  peers: available.map((name) => known[name]!).map(({ name, title, doesNot }) => ({ name, title, doesNot })),
  leftOut,
  workloads: [...titles].map(([name, title]) => ({ name, title })),
  results,
};
logProgress(await write(run, flags.out ?? (flags.quick ? "test-results/bench" : "bench/results")));

function selectScenarios(all: Scenario[]): Scenario[] {
  const names = parseList(flags.scenarios ?? flags.scenes) ?? all.map(({ name }) => name);
  mustBeKnown(
    "scenario",
    names,
    all.map(({ name }) => name),
  );
  return all.filter(({ name }) => names.includes(name));
}

/** Builds those of the named peers that can run here. Returns their names, ours first, as in the report. */
async function buildPeers(names: string[]): Promise<string[]> {
  mustBeKnown("peer", names, Object.keys(known));
  const built: string[] = [];
  for (const [name, peer] of Object.entries(known)) {
    if (!names.includes(name)) continue;
    const notInstalled = missing(peer);
    if (notInstalled.length > 0) {
      leftOut.push({ name, why: `${notInstalled.join(" and ")} not found here` });
      continue;
    }
    logProgress(`building ${name}`);
    await peer.build?.();
    built.push(name);
  }
  return built;
}

/** The peers that a scenario measures: its own list, or else those of `--peers`, or else all. */
function peersFor({ peers: own }: Scenario): string[] {
  return own ?? parseList(flags.peers) ?? Object.keys(peers);
}

async function runScenario(scenario: Scenario, peer: Peer, pass: number): Promise<void> {
  const memoryMB = flags.memory === undefined ? scenario.options?.memoryMB : Number(flags.memory);
  let runner: Runner | undefined;
  let workload = scenario.workloads[0]!;
  const record = (measured: Measured) => {
    if (memoryMB !== undefined && !runner?.isMemoryLimited)
      measured.faults.push(`memory was not limited to ${memoryMB} MB`);
    results.push({ workload: workload.name, peer: peer.name, pass, ...measured });
    logProgress(`    ${workload.name}, ${measured.size}: ${summaryOf(measured)}`);
  };
  try {
    runner = await open(peer, scenario.crowd, { ...scenario.options, memoryMB });
    for (workload of scenario.workloads) {
      const all = await measure(workload, runner, (what) => logProgress(`    ${what}`));
      all.forEach(record);
    }
  } catch (error) {
    // Keep the results so far, and go on with the other peers.
    record({ size: scenario.name, faults: [`it ended: ${String(error)}`], figures: {} });
  } finally {
    await runner?.close();
  }
}

function summaryOf({ figures, faults }: Measured): string {
  const parts = Object.entries(figures).map(([name, value]) => `${name} ${Number(value.toPrecision(3))}`);
  return [...parts.slice(0, 8), ...faults.map((fault) => `! ${fault}`)].join(" · ");
}

function logProgress(what: string): void {
  const seconds = Math.round((Date.now() - started) / 1000);
  console.log(
    `${String(Math.floor(seconds / 60)).padStart(2)}:${String(seconds % 60).padStart(2, "0")} ${what}`,
  );
}

function mustBeKnown(what: string, names: string[], all: string[]): void {
  const unknown = names.find((name) => !all.includes(name));
  if (unknown !== undefined) throw new Error(`No ${what} is called ${unknown}; there are: ${all.join(", ")}`);
}

function parseList(text?: string): string[] | undefined {
  return text?.split(",").map((name) => name.trim());
}
