import { delimiter } from "node:path";

import { Missing } from "./missing";

// Servers stand where only root looks.
const folders = [process.env.PATH, "/usr/local/sbin", "/usr/sbin", "/sbin"].join(delimiter);

/** Where a program is, or undefined. */
export const find = (program: string): string | undefined =>
  Bun.which(program, { PATH: folders }) ?? undefined;

/** Where a program of the system is. Root gets it from Debian's packages, where there are such: that is for containers and CI. */
export function installed(program: string, debianPackage = program): string {
  const found = find(program) ?? (process.getuid?.() === 0 ? install(program, debianPackage) : undefined);
  if (found) return found;
  throw new Missing(`there is no ${program} here: sudo apt-get install ${debianPackage}`);
}

function install(program: string, debianPackage: string): string | undefined {
  if (!find("apt-get")) return undefined;
  console.error(`There is no ${program} here: apt-get install ${debianPackage}`);
  // Where several want it at once, one after the other looks whether it is there by now. It is not to be started.
  const script = `command -v ${program} || { apt-get update && apt-get install --yes --no-install-recommends ${debianPackage}; }`;
  const env = { ...process.env, PATH: folders, DEBIAN_FRONTEND: "noninteractive", RUNLEVEL: "1" };
  const { exitCode, stderr } = Bun.spawnSync(["flock", "/tmp/potato-apt.lock", "sh", "-c", script], { env });
  if (exitCode !== 0)
    throw new Missing(`apt-get install ${debianPackage} failed: ${stderr.toString().trim()}`);
  return find(program);
}
