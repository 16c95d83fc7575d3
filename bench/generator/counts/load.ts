import type { Load } from "../orders";
import { cpuOf, memoryOf, TICK_US, ticks } from "./host";

const EVERY_MS = 1000;

/** Watches server, generator and host from now on, until it is called. */
export function watch(server: number): () => Load {
  const started = performance.now();
  const before = { server: cpuOf(server), own: own(), ticks: ticks() };
  const memory: [number, number][] = [];
  const look = () => memory.push([(performance.now() - started) / 1000, memoryOf(server)]);
  look();
  const timer = setInterval(look, EVERY_MS);
  return () => {
    clearInterval(timer);
    look();
    const cpu = cpuOf(server);
    // One that has ended says nothing any more.
    const serverCpu = cpu < before.server ? Number.NaN : cpu - before.server;
    const generatorCpu = own() - before.own;
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

function own(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}
