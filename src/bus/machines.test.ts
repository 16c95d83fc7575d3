import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { history, useHistory } from "../../db/history/history";
import * as sqlite from "../../db/history/sqlite";
import type { Part } from "../../e2e/machines/part";
import { missing } from "../../e2e/machines/programs/missing";
import { redisServer, startRedis } from "../../e2e/machines/redis";
import * as machines from "./machines";

// Which rooms this machine receives from the others over Redis.

const noRedis = await missing([redisServer]);
if (noRedis) console.error(`Skipped: ${noRedis}`);

const dir = mkdtempSync(join(tmpdir(), "potato-machines-"));
let redis: Part;

beforeAll(async () => {
  if (noRedis) return;
  useHistory(sqlite.open(dir));
  redis = await startRedis();
  const nothing = () => undefined;
  await machines.join(redis.url, "a secret of some thirty-two bytes", {
    room: nothing,
    all: nothing,
    back: nothing,
  });
});
afterAll(async () => {
  if (!noRedis) {
    await machines.leave();
    await redis.close();
    await history.close();
  }
  rmSync(dir, { recursive: true });
});

test.skipIf(noRedis !== undefined)(
  "a room is dropped once two sweeps in a row find no subscriber, and nobody has asked for it in between",
  async () => {
    await machines.subscribe(["room"]);
    // Who has asked for it subscribes a moment later, and would never hear of the room again.
    machines.sweep();
    expect(machines.countSubscribed()).toBe(1);
    await machines.subscribe(["room"]);
    machines.sweep();
    expect(machines.countSubscribed()).toBe(1);
    machines.sweep();
    expect(machines.countSubscribed()).toBe(0);
  },
);
