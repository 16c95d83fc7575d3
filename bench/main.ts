import { parseArgs } from "node:util";

import type { Measured } from "./figures";
import { about } from "./machine";
import { measure, passesOf } from "./passes";
import type { Peer } from "./peers/peer";
import { broken, peers } from "./peers/peers";
import { missing } from "./peers/programs";
import { write } from "./report/report";
import type { Result, Run } from "./result";
import { open, type Runner } from "./runner";
import { compared, quick, type Scenario, whole } from "./scenarios";

// `bun run bench`: every server through the same, in one run. What it does and how to read it: bench/README.md.

const { values: wish } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    // Only these, separated by commas.
    scenarios: { type: "string" },
    // What they were called before.
    scenes: { type: "string" },
    peers: { type: "string" },
    // What a server may use, in MB: the original had 2048.
    memory: { type: "string" },
    out: { type: "string" },
  },
});

const known: Record<string, Peer> = { ...peers, ...broken };
const started = Date.now();
const results: Result[] = [];
const leftOut: Run["leftOut"] = [];

// Ctrl-C, too, leaves no data behind.
process.on("SIGINT", () => process.exit(130));

const scenarios = chosen(wish.quick ? quick : whole);
const there = await ready(named(wish.peers) ?? [...new Set(scenarios.flatMap(peersFor))]);

for (const [index, scenario] of scenarios.entries()) {
  const all = there.filter((name) => peersFor(scenario).includes(name));
  for (const [nth, pass] of passesOf(all, scenario.passes).entries()) {
    for (const name of nth === 0 ? pass : pass.filter((one) => compared.includes(one))) {
      say(`${index + 1}/${scenarios.length} ${scenario.name}: ${name}${nth > 0 ? ", again" : ""}`);
      await runScenario(scenario, known[name]!, nth + 1);
    }
  }
}
const titles = new Map(
  scenarios.flatMap(({ workloads }) => workloads).map(({ name, title }) => [name, title]),
);
const run: Run = {
  ...(await about(started)),
  peers: there.map((name) => known[name]!).map(({ name, title, doesNot }) => ({ name, title, doesNot })),
  leftOut,
  workloads: [...titles].map(([name, title]) => ({ name, title })),
  results,
};
say(await write(run, wish.out ?? (wish.quick ? "test-results/bench" : "bench/results")));

function chosen(all: Scenario[]): Scenario[] {
  const names = named(wish.scenarios ?? wish.scenes) ?? all.map(({ name }) => name);
  mustBeKnown(
    "scenario",
    names,
    all.map(({ name }) => name),
  );
  return all.filter(({ name }) => names.includes(name));
}

/** Of those asked for, the ones that can run here, built; ours first, as in the report. */
async function ready(names: string[]): Promise<string[]> {
  mustBeKnown("peer", names, Object.keys(known));
  const able: string[] = [];
  for (const [name, peer] of Object.entries(known)) {
    if (!names.includes(name)) continue;
    const lacking = missing(peer);
    if (lacking.length > 0) {
      leftOut.push({ name, why: `${lacking.join(" and ")} not found here` });
      continue;
    }
    say(`building ${name}`);
    await peer.build?.();
    able.push(name);
  }
  return able;
}

/** The peers that a scenario measures; if it names none, those that were asked for. */
function peersFor({ peers: own }: Scenario): string[] {
  return own ?? named(wish.peers) ?? Object.keys(peers);
}

async function runScenario(scenario: Scenario, peer: Peer, pass: number): Promise<void> {
  const memoryMB = wish.memory === undefined ? scenario.options?.memoryMB : Number(wish.memory);
  let runner: Runner | undefined;
  let workload = scenario.workloads[0]!;
  const keep = (measured: Measured) => {
    if (memoryMB !== undefined && !runner?.isHeld) measured.faults.push(`not held to ${memoryMB} MB`);
    results.push({ workload: workload.name, peer: peer.name, pass, ...measured });
    say(`    ${workload.name}, ${measured.size}: ${inShort(measured)}`);
  };
  try {
    runner = await open(peer, scenario.crowd, { ...scenario.options, memoryMB });
    for (workload of scenario.workloads) {
      const all = await measure(workload, runner, (what) => say(`    ${what}`));
      all.forEach(keep);
    }
  } catch (error) {
    // What it did until then stays, and the others come.
    keep({ size: scenario.name, faults: [`it ended: ${String(error)}`], figures: {} });
  } finally {
    await runner?.close();
  }
}

function inShort({ figures, faults }: Measured): string {
  const told = Object.entries(figures).map(([name, value]) => `${name} ${Number(value.toPrecision(3))}`);
  return [...told.slice(0, 8), ...faults.map((fault) => `! ${fault}`)].join(" · ");
}

function say(what: string): void {
  const seconds = Math.round((Date.now() - started) / 1000);
  console.log(
    `${String(Math.floor(seconds / 60)).padStart(2)}:${String(seconds % 60).padStart(2, "0")} ${what}`,
  );
}

function mustBeKnown(what: string, names: string[], all: string[]): void {
  const unknown = names.find((name) => !all.includes(name));
  if (unknown !== undefined) throw new Error(`No ${what} is called ${unknown}; there are: ${all.join(", ")}`);
}

function named(text?: string): string[] | undefined {
  return text?.split(",").map((name) => name.trim());
}
