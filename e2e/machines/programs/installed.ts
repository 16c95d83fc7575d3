import { delimiter } from "node:path";

import { Missing } from "./missing";

// Servers are installed in folders that only root has on its PATH.
const folders = [process.env.PATH, "/usr/local/sbin", "/usr/sbin", "/sbin"].join(delimiter);

/** The path of a program, or undefined. */
export const find = (program: string): string | undefined =>
  Bun.which(program, { PATH: folders }) ?? undefined;

/** The path of a system program. As root on Debian (containers and CI), installs it if it is missing. */
export function installed(program: string, debianPackage = program): string {
  const found = find(program) ?? (process.getuid?.() === 0 ? install(program, debianPackage) : undefined);
  if (found) return found;
  throw new Missing(`${program} is not installed: sudo apt-get install ${debianPackage}`);
}

function install(program: string, debianPackage: string): string | undefined {
  if (!find("apt-get")) return undefined;
  console.error(`${program} is not installed: apt-get install ${debianPackage}`);
  // The lock makes parallel installs check again one after the other. RUNLEVEL=1 keeps Debian from starting the service.
  const script = `command -v ${program} || { apt-get update && apt-get install --yes --no-install-recommends ${debianPackage}; }`;
  const env = { ...process.env, PATH: folders, DEBIAN_FRONTEND: "noninteractive", RUNLEVEL: "1" };
  const { exitCode, stderr } = Bun.spawnSync(["flock", "/tmp/potato-apt.lock", "sh", "-c", script], { env });
  if (exitCode !== 0)
    throw new Missing(`apt-get install ${debianPackage} failed: ${stderr.toString().trim()}`);
  return find(program);
}
