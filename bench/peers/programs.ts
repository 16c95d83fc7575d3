import { realpathSync } from "node:fs";
import { delimiter } from "node:path";

import type { Peer } from "./peer";

const bun = realpathSync(process.execPath);

/** The path of a program. Under `bun run`, the first `node` on the PATH is Bun itself, which is skipped. */
export function find(program: string): string | undefined {
  const found = (process.env["PATH"] ?? "").split(delimiter).map((dir) => Bun.which(program, { PATH: dir }));
  return found.find((path) => path !== null && realpathSync(path) !== bun) ?? undefined;
}

/** The command that runs one of our own files on Bun. */
export const onBun = (path: string): string[] => [process.execPath, "--no-env-file", path];

/** The programs that a peer needs and this machine does not have. */
export const missing = ({ needs }: Peer): string[] => needs.filter((program) => !find(program));
