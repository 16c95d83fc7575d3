import { afterEach, beforeEach, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import * as changes from "./changes";
import * as accounts from "./open";
import { prune } from "./pruning";

const DAY = 24 * 3600_000;
const KEPT = 1000;
const NOW = Date.now();

let dir: string;
let followed: number[];
let diverged: number;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "potato-"));
  accounts.open(dir);
  [followed, diverged] = [[], 0];
});
afterEach(async () => {
  await changes.stop();
  accounts.close();
  rmSync(dir, { recursive: true });
});

/** As another machine writes them, each so many ms before now. */
function put(count: number, ago: number): void {
  const row = accounts.raw().prepare("INSERT INTO changes (key, at, change) VALUES (?, ?, ?)");
  const change = JSON.stringify({ kind: "user.deleted", userId: "somebody" });
  accounts.raw().transaction(() => {
    for (let n = 0; n < count; n++) row.run(crypto.randomUUID(), NOW - ago, change);
  })();
}

const follow = (others?: { onDiverged: () => void }) =>
  changes.follow([({ id }) => void followed.push(id)], () => undefined, others);

function pruneAll(): number[] {
  const slices: number[] = [];
  for (let went = prune(NOW); went > 0; went = prune(NOW)) slices.push(went);
  return slices;
}

const ids = (): number[] =>
  accounts
    .raw()
    .query<{ id: number }, []>("SELECT id FROM changes ORDER BY id")
    .all()
    .map(({ id }) => id);
const from = (first: number, last: number) => Array.from({ length: last - first + 1 }, (_, n) => first + n);

test("the oldest go, a slice at a time; the newest thousand stay, however old", () => {
  put(2500, 2 * DAY);
  follow();
  expect(pruneAll()).toEqual(Array(30).fill(50));
  expect(ids()).toEqual(from(1501, 2500));
  expect(changes.recent(200).map(({ id }) => id)).toEqual(from(2301, 2500));
});

test("what is younger than a day stays, however much it is; what a wrong clock wrote does not", () => {
  put(300, 2 * DAY);
  put(10, -365 * DAY);
  put(2 * KEPT, DAY / 2);
  follow();
  expect(pruneAll().reduce((sum, went) => sum + went, 0)).toBe(310);
  expect(ids()).toEqual(from(311, 310 + 2 * KEPT));
});

test("what this machine has not followed stays, and is followed", async () => {
  follow();
  put(1500, 2 * DAY);
  expect(pruneAll()).toEqual([]);
  await changes.settled();
  expect(followed).toEqual(from(1, 1500));
  expect(pruneAll()).toEqual(Array(10).fill(50));
});

test("an id is given once, and what comes after a pruning is followed", async () => {
  put(1200, 2 * DAY);
  follow();
  pruneAll();
  changes.commit((tx) => changes.record(tx, { kind: "user.deleted", userId: "somebody" }));
  await changes.settled();
  expect([followed, diverged]).toEqual([[1201], 0]);
});

test("a machine that was away for so long that its place is gone begins anew, and follows what comes", async () => {
  put(1, 2 * DAY);
  follow({ onDiverged: () => diverged++ });
  // Another machine writes, and prunes, while this one is stopped.
  put(1200, 2 * DAY);
  accounts.raw().run("DELETE FROM changes WHERE id <= 200");
  await changes.settled();
  expect([followed, diverged]).toEqual([[], 1]);
  put(1, 0);
  await changes.settled();
  expect([followed, diverged]).toEqual([[1202], 1]);
});
