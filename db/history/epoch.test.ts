import { afterEach, expect, test } from "bun:test";
import { cpSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { open } from "./sqlite";

const root = mkdtempSync(join(tmpdir(), "potato-epoch-"));
afterEach(() => rmSync(root, { recursive: true }));

const epochIn = (name: string, isLossAccepted = false): string => {
  const history = open(join(root, name), { isLossAccepted });
  const epoch = history.epoch();
  history.close();
  return epoch;
};

test("an epoch lasts over restarts, and ends with a restored copy or an accepted loss", () => {
  const first = epochIn("store");
  expect(epochIn("store")).toBe(first);
  // What a backup holds.
  cpSync(join(root, "store", "history.sqlite"), join(root, "restored", "history.sqlite"));
  const restored = epochIn("restored");
  expect(restored).not.toBe(first);
  const lossy = epochIn("restored", true);
  expect(lossy).not.toBe(restored);
  expect(epochIn("restored")).toBe(lossy);
  // Commands that open a store, such as a backup's own check, give it none.
  open(join(root, "backup")).close();
  expect(readdirSync(join(root, "backup"))).not.toContain("history.epoch");
});
