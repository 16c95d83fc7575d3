import { rmSync } from "node:fs";

import { type Rig, startRig } from "../../../e2e/machines/rig";

// For tests: PROFILE=machines puts guests before two machines (MACHINES=3: three; ACCOUNTS=litefs: with LiteFS) instead of one server. Which test files
// can be asked of them, .ci/blackbox.ts says.

const rigs = new Map<string, Rig>();

/** Several machines on `dir`. Those that were stopped there start again, with the same Redis, MongoDB and proxy. */
export async function openMachines(env: Record<string, string>, dir: string) {
  const known = rigs.get(dir);
  if (known) await startAgain(known, env);
  // FerretDB takes longer for a question than what is promised within a second.
  const rig = known ?? (await startRig({ env, dir, isLight: process.env["MONGO_URL"] === undefined }));
  rigs.set(dir, rig);
  const close = async () => {
    rigs.delete(dir);
    await rig.close();
    rmSync(dir, { recursive: true, force: true });
  };
  return { ...houseOf(rig), close };
}

/** Until the proxy has found them, too. */
async function startAgain({ url, machines }: Rig, env: Record<string, string>): Promise<void> {
  await Promise.all(machines.map((machine) => machine.start(env)));
  while (!(await fetch(`${url}/ready`)).ok) continue;
}

/** For guests, who come by the proxy. */
export const houseOf = (rig: Rig) => ({
  url: rig.url,
  dir: rig.dir,
  machines: rig.machines.map(({ name }) => name),
  // The first is the primary, if one has to be.
  env: { ...rig.shared, ...rig.machines[0]?.node?.env },
  stop: async () => void (await Promise.all(rig.machines.map((machine) => machine.close()))),
  close: () => rig.close(),
});
