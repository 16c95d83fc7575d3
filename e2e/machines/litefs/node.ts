import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { built } from "../programs/built";
import { installed } from "../programs/installed";
import { Missing } from "../programs/missing";
import { scratch } from "../programs/owned";
import { freePort } from "../programs/ports";

/** A machine's LiteFS: it mounts the accounts, and starts the server once it has them, as on the machines of people. */
export interface Node {
  /** Before the server's own. */
  command: string[];
  /** For both of them. */
  env: Record<string, string>;
  /** Where it answers the other nodes. */
  url: string;
  /** What it mounts. */
  dir: string;
}

export const litefs = async (): Promise<string> => {
  if (!existsSync("/dev/fuse")) throw new Missing("LiteFS mounts by /dev/fuse, and there is none here");
  installed("fusermount3", "fuse3");
  return built("litefs", "github.com/superfly/litefs/cmd/litefs");
};

// The file that is shipped.
const config = fileURLToPath(new URL("../../../litefs.yml", import.meta.url));
// Consul takes ten seconds at least, where it is not told otherwise.
const LEASE_TTL = "3s";

const UNMOUNT_TIMEOUT_MS = 1000;

/** What a node that was killed had mounted is taken off a moment later; until then another cannot mount there. */
export async function waitForUnmount({ dir }: Node): Promise<void> {
  const deadline = performance.now() + UNMOUNT_TIMEOUT_MS;
  const isMounted = () => readFileSync("/proc/self/mounts", "utf8").includes(` ${dir} `);
  while (isMounted() && performance.now() < deadline) await Bun.sleep(10);
  if (isMounted()) Bun.spawnSync(["fusermount3", "-uz", dir]);
}

/** A new node, and the port of the server that it starts. */
export async function nodeOf(name: string, leaseUrl: string): Promise<Node> {
  const command = [await litefs(), "mount", "-config", config, "--"];
  const [own, port] = [`127.0.0.1:${await freePort()}`, await freePort()];
  const [dir, data] = ["mount", "data"].map((part) => join(scratch(`litefs-${name}`), part));
  for (const folder of [dir, data]) mkdirSync(folder!);
  const url = `http://${own}`;
  const env = {
    PORT: String(port),
    ADVERTISE_URL: `http://127.0.0.1:${port}`,
    LITEFS_DIR: dir!,
    LITEFS_DATA: data!,
    LITEFS_URL: url,
    LITEFS_ADDR: own,
    LITEFS_ADVERTISE_URL: url,
    CONSUL_URL: leaseUrl,
    LEASE_TTL,
  };
  return { command, env, url, dir: dir! };
}
