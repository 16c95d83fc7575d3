import { rmSync } from "node:fs";

import { type Rig, startRig } from "../e2e/machines/rig";

// For tests: PROFILE=machines puts guests before two machines (MACHINES=3: three; ACCOUNTS=litefs: with LiteFS) instead of one server. Which test files
// can be asked of them, .ci/blackbox.ts says.

const rigs = new Map<string, Rig>();

/** Several machines on `dir`. Those that were stopped there start again, with the same Redis, MongoDB and proxy. */
export async function openMachines(env: Record<string, string>, dir: string) {
  const known = rigs.get(dir);
  if (known) await Promise.all(known.machines.map((machine) => machine.start(env)));
  const rig = known ?? (await startRig({ env, dir }));
  rigs.set(dir, rig);
  const stop = async () => void (await Promise.all(rig.machines.map((machine) => machine.close())));
  const close = async () => {
    rigs.delete(dir);
    await rig.close();
    rmSync(dir, { recursive: true, force: true });
  };
  // The first is the primary, if one has to be.
  const told = { ...rig.shared, ...rig.machines[0]?.node?.env };
  return { url: rig.url, dir, env: told, stop, close };
}
