import { realpathSync } from "node:fs";
import { delimiter } from "node:path";

import type { Peer } from "./peer";

const bun = realpathSync(process.execPath);

/** Where a program is. What `bun run` starts finds Bun under the name of Node first: that is not the one. */
export function find(program: string): string | undefined {
  const found = (process.env["PATH"] ?? "").split(delimiter).map((dir) => Bun.which(program, { PATH: dir }));
  return found.find((path) => path !== null && realpathSync(path) !== bun) ?? undefined;
}

/** What runs one of our own files on Bun. */
export const onBun = (path: string): string[] => [process.execPath, "--no-env-file", path];

/** What this machine lacks for it: then it is left out. */
export const missing = ({ needs }: Peer): string[] => needs.filter((program) => !find(program));
