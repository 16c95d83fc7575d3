import { afterEach, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { preparePeople } from "../../peers/crowd";
import { raw } from "../../peers/raw/peer";
import { start } from "../../peers/start";
import { Generator } from "../generator";

const STALL_MS = 300;
const crowd = { people: 20, roomSizes: [10] };

const cleanups: (() => void | Promise<void>)[] = [];
afterEach(async () => {
  for (const end of cleanups.splice(0).reverse()) await end();
});

test("a stalled server delays all messages that are due meanwhile, and the latency shows it", async () => {
  const dir = mkdtempSync(join(tmpdir(), "potato-talk-"));
  cleanups.push(() => rmSync(dir, { recursive: true, force: true }));
  const people = join(dir, "people");
  const all = await preparePeople(raw, dir, crowd);
  await Bun.write(people, all.map((person) => `${JSON.stringify(person)}\n`).join(""));
  const server = await start(raw, dir);
  cleanups.push(() => server.kill("SIGKILL"));
  const { url, pid } = server;
  const generator = await Generator.start({ url, pid, dialect: raw.dialect }, people, []);
  cleanups.push(() => generator.stop());
  await generator.connect({ from: 0, to: crowd.people });

  // A fifth of them is due while the server is stopped.
  const plan = {
    name: "all",
    from: 0,
    to: crowd.people,
    nthRoom: 0,
    count: 300,
    ms: 5 * STALL_MS,
    isEven: true,
  };
  const talking = generator.talk([plan]);
  await Bun.sleep(STALL_MS);
  const stopped = performance.now();
  process.kill(pid, "SIGSTOP");
  await Bun.sleep(STALL_MS);
  process.kill(pid, "SIGCONT");
  const stallMs = performance.now() - stopped;
  const { deliveryTimes, ackTimes, sent, lost } = (await talking).streams["all"]!;

  expect([sent, lost]).toEqual([300, 0]);
  for (const { curve, max } of [deliveryTimes, ackTimes]) {
    const at = new Map(curve);
    expect(max).toBeGreaterThan(0.9 * stallMs);
    // If each message waited for the one before, only one would be delayed, and p99 would be half of this.
    expect(at.get(95)).toBeGreaterThan(stallMs / 2);
    expect(at.get(90)).toBeGreaterThan(stallMs / 4);
  }
}, 15_000);
