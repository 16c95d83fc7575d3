import { afterEach, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { gather } from "../../peers/crowd";
import { raw } from "../../peers/raw/peer";
import { start } from "../../peers/start";
import { Generator } from "../generator";

const STALL_MS = 300;
const crowd = { people: 20, roomSizes: [10] };

const endings: (() => void | Promise<void>)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

test("a server that stands still makes all wait who speak meanwhile, and the latency says how long", async () => {
  const dir = mkdtempSync(join(tmpdir(), "potato-talk-"));
  endings.push(() => rmSync(dir, { recursive: true, force: true }));
  const people = join(dir, "people");
  const all = await gather(raw, dir, crowd);
  await Bun.write(people, all.map((person) => `${JSON.stringify(person)}\n`).join(""));
  const server = await start(raw, dir);
  endings.push(() => server.kill("SIGKILL"));
  const { url, pid } = server;
  const generator = await Generator.start({ url, pid, dialect: raw.dialect }, people, []);
  endings.push(() => generator.stop());
  await generator.connect({ from: 0, to: crowd.people });

  // A fifth of them is due while it stands still.
  const plan = {
    name: "all",
    from: 0,
    to: crowd.people,
    place: 0,
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
  const stall = performance.now() - stopped;
  const { hearings, acks, said, lost } = (await talking).streams["all"]!;

  expect([said, lost]).toEqual([300, 0]);
  for (const { curve, max } of [hearings, acks]) {
    const at = new Map(curve);
    expect(max).toBeGreaterThan(0.9 * stall);
    // Were each to wait for the one before, there would be but one of them, and half of this at p99 already.
    expect(at.get(95)).toBeGreaterThan(stall / 2);
    expect(at.get(90)).toBeGreaterThan(stall / 4);
  }
}, 15_000);
