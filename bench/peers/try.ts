import type { Dialect } from "../generator/dialect";
import { centrifugeDialect } from "./centrifuge/dialect";
import { centrifuge } from "./centrifuge/peer";
import type { Peer } from "./peer";
import { springDialect } from "./spring/dialect";
import { spring, springDefault } from "./spring/peer";
import { tried } from "./trial/trial";

// Does a peer do what its dialect says? `bun bench/peers/try.ts [name…]`: builds it, starts it, and people talk.

const all: [Peer, Dialect][] = [
  [centrifuge, centrifugeDialect],
  [spring, springDialect],
  [springDefault, springDialect],
];
const names = process.argv.slice(2);
const unknown = names.filter((name) => !all.some(([peer]) => peer.name === name));
if (unknown.length > 0) throw new Error(`there is no ${unknown.join(", ")}`);

for (const [peer, dialect] of all) {
  if (names.length > 0 && !names.includes(peer.name)) continue;
  const missing = peer.needs.filter((program) => Bun.which(program) === null);
  if (missing.length > 0) {
    console.log(`${peer.name}: left out, there is no ${missing.join(", ")} here`);
    continue;
  }
  const [buildMs] = await timed(async () => peer.build?.());
  const [ms, faults] = await timed(() => tried(peer, dialect));
  console.log(
    `${peer.name}: built in ${seconds(buildMs)}, ${faults.length === 0 ? "well" : "NOT WELL"} in ${seconds(ms)}`,
  );
  for (const fault of faults) console.log(`  ${fault}`);
  if (faults.length > 0) process.exitCode = 1;
}

async function timed<T>(work: () => Promise<T>): Promise<[number, T]> {
  const started = performance.now();
  const result = await work();
  return [performance.now() - started, result];
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
