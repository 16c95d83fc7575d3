import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { built } from "../programs/built";
import { installed } from "../programs/installed";
import { Missing } from "../programs/missing";
import { scratch } from "../programs/owned";
import { freePort } from "../programs/ports";

/** A machine's LiteFS: mounts the accounts and starts the server when they are there, as in production. */
export interface Node {
  /** Goes before the server's command. */
  command: string[];
  /** For LiteFS and the server. */
  env: Record<string, string>;
  /** Its address for the other nodes. */
  url: string;
  /** Its mount point. */
  dir: string;
}

export const litefs = async (): Promise<string> => {
  if (!existsSync("/dev/fuse")) throw new Missing("LiteFS needs /dev/fuse, which does not exist here");
  installed("fusermount3", "fuse3");
  return built("litefs", "github.com/superfly/litefs/cmd/litefs");
};

// The deployed configuration.
const config = fileURLToPath(new URL("../../../litefs.yml", import.meta.url));
// Shorter than Consul's default minimum of ten seconds.
const LEASE_TTL = "3s";

const UNMOUNT_TIMEOUT_MS = 1000;

/** The mount of a killed node disappears a moment later. Until then no other node can mount there. */
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
