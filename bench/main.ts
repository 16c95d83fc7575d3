import { parseArgs } from "node:util";

import type { Measured } from "./figures";
import { about } from "./machine";
import { measure, passesOf } from "./passes";
import type { Peer } from "./peers/peer";
import { broken, peers } from "./peers/peers";
import { missing } from "./peers/programs";
import { write } from "./report/report";
import type { Result, Run } from "./result";
import { compared, quick, type Scene, whole } from "./scenes";
import { open, type Stage } from "./stage";

// `bun run bench`: every server through the same, in one run. What it does and how to read it: bench/README.md.

const { values: wish } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    // Only these, separated by commas.
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

const scenes = chosen(wish.quick ? quick : whole);
const there = await ready(named(wish.peers) ?? [...new Set(scenes.flatMap(cast))]);

for (const [index, scene] of scenes.entries()) {
  const all = there.filter((name) => cast(scene).includes(name));
  for (const [nth, pass] of passesOf(all, scene.passes).entries()) {
    for (const name of nth === 0 ? pass : pass.filter((one) => compared.includes(one))) {
      say(`${index + 1}/${scenes.length} ${scene.name}: ${name}${nth > 0 ? ", again" : ""}`);
      await play(scene, known[name]!, nth + 1);
    }
  }
}
const titles = new Map(scenes.flatMap(({ workloads }) => workloads).map(({ name, title }) => [name, title]));
const run: Run = {
  ...(await about(started)),
  peers: there.map((name) => known[name]!).map(({ name, title, doesNot }) => ({ name, title, doesNot })),
  leftOut,
  workloads: [...titles].map(([name, title]) => ({ name, title })),
  results,
};
say(await write(run, wish.out ?? (wish.quick ? "test-results/bench" : "bench/results")));

function chosen(all: Scene[]): Scene[] {
  const names = named(wish.scenes) ?? all.map(({ name }) => name);
  mustBeKnown(
    "scene",
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

/** Whom a scene is for: where it does not say, whoever was asked for. */
function cast({ peers: own }: Scene): string[] {
  return own ?? named(wish.peers) ?? Object.keys(peers);
}

async function play(scene: Scene, peer: Peer, pass: number): Promise<void> {
  const memoryMB = wish.memory === undefined ? scene.options?.memoryMB : Number(wish.memory);
  let stage: Stage | undefined;
  let playing = scene.workloads[0]!;
  const keep = (measured: Measured) => {
    if (memoryMB !== undefined && !stage?.isHeld) measured.faults.push(`not held to ${memoryMB} MB`);
    results.push({ workload: playing.name, peer: peer.name, pass, ...measured });
    say(`    ${playing.name}, ${measured.size}: ${inShort(measured)}`);
  };
  try {
    stage = await open(peer, scene.crowd, { ...scene.options, memoryMB });
    for (playing of scene.workloads) {
      const all = await measure(playing, stage, (what) => say(`    ${what}`));
      all.forEach(keep);
    }
  } catch (error) {
    // What it did until then stays, and the others come.
    keep({ size: scene.name, faults: [`it ended: ${String(error)}`], figures: {} });
  } finally {
    await stage?.close();
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
