import { parseArgs } from "node:util";

import type { Measured } from "./figures";
import { about } from "./machine";
import type { Peer } from "./peers/peer";
import { broken, peers } from "./peers/peers";
import { missing } from "./peers/programs";
import { write } from "./report/report";
import type { Result, Run } from "./result";
import { quick, type Scene, whole } from "./scenes";
import { open } from "./stage";

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

const AGAIN = 2;
const known: Record<string, Peer> = { ...peers, ...broken };
const started = Date.now();
const results: Result[] = [];
const leftOut: Run["leftOut"] = [];

const scenes = (wish.quick ? quick : whole).filter(({ name }) => named(wish.scenes)?.includes(name) ?? true);
if (scenes.length === 0) throw new Error(`No scene is called so; there are: ${whole.map(({ name }) => name).join(", ")}`);
const there = await ready(named(wish.peers) ?? [...new Set(scenes.flatMap(cast))]);

for (const [index, scene] of scenes.entries()) {
  for (const [nth, all] of passes(scene).entries()) {
    for (const name of all) {
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

/** Of those asked for, the ones that can run here, built. */
async function ready(names: string[]): Promise<string[]> {
  const able: string[] = [];
  for (const name of names) {
    const peer = known[name];
    if (!peer) throw new Error(`No peer is called ${name}; there are: ${Object.keys(known).join(", ")}`);
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

function cast({ peers: own = Object.keys(peers) }: Scene): string[] {
  return own;
}

/** Forwards, then backwards: whatever the machine does meanwhile, it does to all. */
function passes(scene: Scene): string[][] {
  const all = there.filter((name) => cast(scene).includes(name));
  return Array.from({ length: scene.passes ?? 2 }, (_, nth) => (nth % 2 === 0 ? all : all.toReversed()));
}

async function play(scene: Scene, peer: Peer, pass: number): Promise<void> {
  const memoryMB = wish.memory === undefined ? undefined : Number(wish.memory);
  const stage = await open(peer, scene.crowd, { ...scene.options, memoryMB });
  let playing = scene.workloads[0]!;
  const keep = (measured: Measured) => {
    results.push({ workload: playing.name, peer: peer.name, pass, ...measured });
    say(`    ${playing.name}, ${measured.size}: ${inShort(measured)}`);
  };
  try {
    for (playing of scene.workloads) {
      for (let time = 1, isNoisy = true; isNoisy && time <= AGAIN; time++) {
        const all = await playing.run(stage);
        // What the host or the generator has spoiled is measured once more.
        isNoisy = playing.isRepeatable === true && time < AGAIN && all.some(isSpoiled);
        if (isNoisy) say(`    ${playing.name}: ${all.flatMap(({ faults }) => faults).join(", ")}; again`);
        else all.forEach(keep);
      }
    }
  } catch (error) {
    // What it did until then stays, and the others come.
    keep({ size: scene.name, faults: [`it ended: ${String(error)}`], figures: {} });
  } finally {
    await stage.close();
  }
}

function isSpoiled({ faults }: Measured): boolean {
  return faults.length > 0 && faults.every((fault) => /^the (generator|host)/.test(fault));
}

function inShort({ figures, faults }: Measured): string {
  const told = Object.entries(figures).map(([name, value]) => `${name} ${Number(value.toPrecision(3))}`);
  return [...told.slice(0, 8), ...faults.map((fault) => `! ${fault}`)].join(" · ");
}

function say(what: string): void {
  const seconds = Math.round((Date.now() - started) / 1000);
  console.log(`${String(Math.floor(seconds / 60)).padStart(2)}:${String(seconds % 60).padStart(2, "0")} ${what}`);
}

function named(text?: string): string[] | undefined {
  return text?.split(",").map((name) => name.trim());
}
