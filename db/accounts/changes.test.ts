import { afterEach, beforeEach, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import * as changes from "./changes";
import * as accounts from "./open";
import * as primary from "./primary";

// A machine that was primary finds its own rows gone, and others in their place: LiteFS has reset it to what the others have.
// Here the test changes the rows itself.

let dir: string;
let litefs: ReturnType<typeof Bun.serve>;
let followed: string[];
let diverged: number;

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), "potato-"));
  const first = `${JSON.stringify({ type: "init", data: { isPrimary: true } })}\n`;
  const stream = () => new ReadableStream<string>({ start: (say) => say.enqueue(first) });
  litefs = Bun.serve({ port: 0, idleTimeout: 0, fetch: () => new Response(stream()) });
  await primary.join(dir, litefs.url.origin);
  accounts.open(dir);
  [followed, diverged] = [[], 0];
  const follower = ({ key }: changes.ChangeRow) => void followed.push(key);
  changes.follow([follower], () => undefined, { onDiverged: () => diverged++ });
});
afterEach(async () => {
  await changes.stop();
  accounts.close();
  primary.leave();
  await litefs.stop(true);
  rmSync(dir, { recursive: true });
});

const write = () => changes.commit((tx) => changes.record(tx, { kind: "user.deleted", userId: "somebody" }));

test("what was followed and then lost is found, and what comes after it is followed", async () => {
  const [first, second] = [write(), write()];
  await changes.settled();
  expect([followed, diverged]).toEqual([[first, second], 0]);
  accounts.raw().run("UPDATE changes SET key = 'another' WHERE key = ?", [second]);
  await changes.settled();
  expect(diverged).toBe(1);
  const third = write();
  await changes.settled();
  expect([followed, diverged]).toEqual([[first, second, third], 1]);
});

test("so it is where nothing came in its place", async () => {
  const lost = write();
  await changes.settled();
  accounts.raw().run("DELETE FROM changes WHERE key = ?", [lost]);
  await changes.settled();
  const next = write();
  await changes.settled();
  expect([followed, diverged]).toEqual([[lost, next], 1]);
});
