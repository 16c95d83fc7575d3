import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

type EpochOptions = { isNew: boolean; readonly: boolean };

/**
 * The epoch of the history in `dir`: a random id beside the store, which is not part of a backup, so that a restored store
 * gets another. Where it cannot be written, each start has its own.
 */
export function epochIn(dir: string, { isNew, readonly }: EpochOptions): string {
  const path = join(dir, "history.epoch");
  const known = isNew ? undefined : read(path);
  if (known) return known;
  const epoch = crypto.randomUUID();
  if (!readonly) writeFileSync(path, epoch, { mode: 0o600 });
  return epoch;
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8").trim() || undefined;
  } catch {
    return undefined;
  }
}
