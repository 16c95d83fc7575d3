import type { Load } from "../orders";
import { cpuOf, memoryOf, TICK_US, ticks } from "./host";

const EVERY_MS = 1000;

/** Measures server, generator and host from now on, until the returned function is called. */
export function measureLoad(server: number): () => Load {
  const started = performance.now();
  const before = { server: cpuOf(server), ownCpu: ownCpu(), ticks: ticks() };
  const memory: [number, number][] = [];
  const sample = () => memory.push([(performance.now() - started) / 1000, memoryOf(server)]);
  sample();
  const timer = setInterval(sample, EVERY_MS);
  return () => {
    clearInterval(timer);
    sample();
    const cpu = cpuOf(server);
    // A process that has ended has no CPU time in /proc.
    const serverCpu = cpu < before.server ? Number.NaN : cpu - before.server;
    const generatorCpu = ownCpu() - before.ownCpu;
    const now = ticks();
    const all = now.all - before.ticks.all || 1;
    const stolen = now.stolen - before.ticks.stolen;
    const busy = all - (now.idle - before.ticks.idle) - stolen;
    const others = Math.max(busy - ((serverCpu || 0) + generatorCpu) / TICK_US, 0);
    return {
      seconds: (performance.now() - started) / 1000,
      serverCpu,
      generatorCpu,
      stolen: (100 * stolen) / all,
      others: (100 * others) / all,
      memory,
    };
  };
}

function ownCpu(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}
