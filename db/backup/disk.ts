import { closeSync, fsyncSync, openSync, readdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";

// Who holds a store leaves these, with nothing in them.
const LOCKS = ["accounts.lock", "history.lock"];

/** All that is in a folder lasts when this returns, and that there is such a folder. */
export function sync(dir: string): void {
  for (const lock of LOCKS) rmSync(join(dir, lock), { force: true });
  const below = readdirSync(dir, { recursive: true, encoding: "utf8" });
  for (const path of [...below.map((name) => join(dir, name)), dir, dirname(dir)]) {
    const file = openSync(path, "r");
    fsyncSync(file);
    closeSync(file);
  }
}
