import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const pathIn = (dir: string): string => join(dir, "history.epoch");

/**
 * The epoch of the history in `dir`: a random id beside the store, which is written when a server first asks for it. A backup
 * has none, so that each restored store gets another. Where it cannot be written, each start has its own.
 */
export function epochIn(dir: string, readonly: boolean): string {
  const known = read(pathIn(dir));
  if (known) return known;
  const epoch = crypto.randomUUID();
  if (!readonly) writeFileSync(pathIn(dir), epoch, { mode: 0o600 });
  return epoch;
}

/** The next one is new. */
export const endEpoch = (dir: string): void => rmSync(pathIn(dir), { force: true });

function read(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8").trim() || undefined;
  } catch {
    return undefined;
  }
}
