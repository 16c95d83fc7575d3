import { dialects } from "../generator/dialects";
import { broken, peers } from "./peers";
import { missing } from "./programs";
import { runTrial } from "./trial/trial";

// `bun bench/peers/try.ts [name…]`: builds each peer, starts it and lets people talk, to check that it works with its dialect.

const known = { ...broken, ...peers };
const names = process.argv.slice(2);
const unknown = names.filter((name) => !known[name]);
if (unknown.length > 0) throw new Error(`there is no ${unknown.join(", ")}`);

for (const name of names.length > 0 ? names : Object.keys(peers)) {
  const peer = known[name]!;
  const notInstalled = missing(peer);
  if (notInstalled.length > 0) {
    console.log(`${name}: left out, there is no ${notInstalled.join(", ")} here`);
    continue;
  }
  const [buildMs] = await timed(async () => peer.build?.());
  const [ms, faults] = await timed(() => runTrial(peer, dialects[peer.dialect]!));
  console.log(
    `${name}: built in ${seconds(buildMs)}, ${faults.length === 0 ? "works" : "DOES NOT WORK"} in ${seconds(ms)}`,
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
