import { rmSync } from "node:fs";

import { type Rig, startRig } from "../../../e2e/machines/rig";

// For tests: with PROFILE=machines, guests use two machines instead of one server (MACHINES=3: three; ACCOUNTS=litefs: with
// LiteFS). .ci/blackbox.ts lists the test files that run like this.

const rigs = new Map<string, Rig>();

/** Several machines on `dir`. Stopped ones start again, with the same Redis, MongoDB and proxy. */
export async function openMachines(env: Record<string, string>, dir: string) {
  const known = rigs.get(dir);
  if (known) await startAgain(known, env);
  // FerretDB is too slow for what is promised within a second.
  const rig = known ?? (await startRig({ env, dir, isLight: process.env["MONGO_URL"] === undefined }));
  rigs.set(dir, rig);
  const close = async () => {
    rigs.delete(dir);
    await rig.close();
    rmSync(dir, { recursive: true, force: true });
  };
  return { ...houseOf(rig), close };
}

/** Waits until the proxy has found them, too. */
async function startAgain({ url, machines }: Rig, env: Record<string, string>): Promise<void> {
  await Promise.all(machines.map((machine) => machine.start(env)));
  while (!(await fetch(`${url}/ready`)).ok) continue;
}

/** For guests, who connect through the proxy. */
export const houseOf = (rig: Rig) => ({
  url: rig.url,
  dir: rig.dir,
  machines: rig.machines.map(({ name }) => name),
  // The first machine is the primary, where there is one.
  env: { ...rig.shared, ...rig.machines[0]?.node?.env },
  stop: async () => void (await Promise.all(rig.machines.map((machine) => machine.close()))),
  close: () => rig.close(),
});
