import { closeSync, fsyncSync, openSync, readdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";

// Empty files that a store leaves behind.
const LOCKS = ["accounts.lock", "history.lock"];

/** Fsyncs a folder, everything in it, and its entry in its parent. */
export function sync(dir: string): void {
  for (const lock of LOCKS) rmSync(join(dir, lock), { force: true });
  const below = readdirSync(dir, { recursive: true, encoding: "utf8" });
  for (const path of [...below.map((name) => join(dir, name)), dir, dirname(dir)]) {
    const file = openSync(path, "r");
    fsyncSync(file);
    closeSync(file);
  }
}
