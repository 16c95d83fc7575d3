// Tests of the bench itself, against servers that are broken on purpose and some that are not.
import { afterEach, describe, expect, test } from "bun:test";

import { type Measured, measuredFrom } from "./figures";
import { killWorkload } from "./history/kill";
import { isMeasurementFault } from "./passes";
import { dropping, durable } from "./peers/durable/peer";
import { ours } from "./peers/ours/peer";
import type { Crowd, Peer } from "./peers/peer";
import { broken } from "./peers/peers";
import { raw } from "./peers/raw/peer";
import { storm } from "./people/storm";
import { open, type Runner } from "./runner";

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of cleanups.splice(0).reverse()) await end();
});

async function runnerFor(peer: Peer, crowd: Crowd): Promise<Runner> {
  const runner = await open(peer, crowd, { env: { LIMITS: "off" } });
  cleanups.push(() => runner.close());
  return runner;
}

/** Only the server's faults: how fast the test machine is does not matter. */
const faultsOf = ({ faults }: Measured) => faults.filter((fault) => !isMeasurementFault(fault));

// 12,000 deliveries: one drop at one in 10,000.
const crowd = { people: 100, roomSizes: [10] };
const MESSAGES = 1200;
const chat = { name: "all", from: 0, to: crowd.people, nthRoom: 0, count: MESSAGES, ms: 1000 };

async function chats(peer: Peer): Promise<Measured> {
  const { generator } = await runnerFor(peer, crowd);
  const { ready } = await generator.connect({ from: 0, to: crowd.people });
  expect(ready).toBe(crowd.people);
  return measuredFrom("", await generator.talk([chat]));
}

describe("frames that a server drops", () => {
  test("are each counted", async () => {
    const one = await chats(broken["dropping"]!);
    expect(faultsOf(one)).toEqual(["1 frames lost"]);
    expect(one.figures).toMatchObject({ lost: 1, unacked: 0, doubled: 0, reordered: 0 });
    const hundred = await chats(dropping(120));
    expect(hundred.figures).toMatchObject({ lost: 100, unacked: 0, doubled: 0, reordered: 0 });
    expect(faultsOf(hundred)).toEqual(["100 frames lost"]);
  }, 30_000);

  test.each([durable, ours])(
    "$name drops none",
    async (peer) => {
      const measured = await chats(peer);
      expect(faultsOf(measured)).toEqual([]);
      expect(measured.figures).toMatchObject({ lost: 0, unacked: 0, doubled: 0, reordered: 0 });
    },
    30_000,
  );
});

describe("messages that a server acknowledges", () => {
  const kill = killWorkload({ times: 2, aSecond: 1000, ms: 500 });
  const kills = async (peer: Peer) =>
    (await kill.run(await runnerFor(peer, { people: 50, roomSizes: [10] })))[0]!;

  test("but loses are counted", async () => {
    const { figures, faults } = await kills(broken["acking-early"]!);
    expect(figures["lost"]).toBeGreaterThan(0);
    expect(faults).toEqual([`${figures["lost"]} of ${figures["acked"]} acknowledged messages were lost`]);
  }, 30_000);

  test.each([durable, ours])(
    "$name loses none of them",
    async (peer) => {
      const { figures, faults } = await kills(peer);
      expect(faults).toEqual([]);
      expect(figures["acked"]).toBeGreaterThan(0);
      expect(figures).toMatchObject({ lost: 0, doubled: 0 });
    },
    30_000,
  );
});

test("dropped clients reconnect, catch up, and receive new messages", async () => {
  const runner = await runnerFor(ours, { people: 50, roomSizes: [10] });
  const everyone = { from: 0, to: 50 };
  await runner.generator.connect(everyone);
  const [measured] = await storm.run(runner);
  expect(measured!.faults).toEqual([]);
  expect(measured!.figures).toMatchObject({ fetches: 50, lost: 0 });
  const after = measuredFrom(
    "",
    await runner.generator.talk([{ ...chat, ...everyone, count: 100, ms: 100 }]),
  );
  expect(faultsOf(after)).toEqual([]);
}, 30_000);

test("connecting again connects only clients that are not connected", async () => {
  const runner = await runnerFor(raw, { people: 20, roomSizes: [10] });
  const everyone = { from: 0, to: 20 };
  await runner.generator.connect({ from: 0, to: 15 });
  const { ready, latency } = await runner.generator.connect(everyone);
  expect([ready, latency.count]).toEqual([20, 5]);
  const { figures } = measuredFrom(
    "",
    await runner.generator.talk([{ ...chat, ...everyone, count: 20, ms: 10 }]),
  );
  expect(figures).toMatchObject({ lost: 0, doubled: 0 });
}, 30_000);
