import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";

import { ferretdb, type Mongo, startLight, startMongo } from "../../e2e/machines/mongo";
import { missing } from "../../e2e/machines/programs/missing";
import * as mongo from "./mongo";
import * as sqlite from "./sqlite";
import type { ToldClaim, ToldStore } from "./told";

// The one suite that both stores pass; and what only several machines can do.

const noMongo = await missing([ferretdb]);
if (noMongo) console.error(`Skipped: ${noMongo}`);

const dir = mkdtempSync(join(tmpdir(), "potato-told-"));
afterAll(() => rmSync(dir, { recursive: true }));

describe("in SQLite", () => {
  contract(async (name) => sqlite.open(join(dir, name), () => 1000));

  test("a file that is damaged, cut or empty is made anew; a whole one is opened again", async () => {
    const own = join(dir, "damaged");
    const path = join(own, "told.sqlite");
    const [first] = [sqlite.open(own, () => 1000)];
    await first.claim(1, [claimOf("a", 1)]);
    await first.close();
    const again = sqlite.open(own, () => 2000);
    expect(again.begunAt).toBe(1000);
    expect(await again.inRoom("room", all)).toHaveLength(1);
    await again.close();
    for (const spoil of [
      () => writeFileSync(path, readFileSync(path).fill(7, 100, 9000)),
      () => writeFileSync(path, readFileSync(path).subarray(0, 5000)),
      () => writeFileSync(path, ""),
      () => rmSync(path),
    ]) {
      spoil();
      const anew = sqlite.open(own, () => 3000);
      expect([anew.begunAt, await anew.inRoom("room", all)]).toEqual([3000, []]);
      await anew.claim(1, [claimOf("a", 1)]);
      await anew.close();
    }
  });
});

// In FerretDB two updates with the same filter can both match: there no two machines write the same at once.
const isFerretDb = noMongo === undefined && (await ferretdb()) !== undefined;
const servers = [
  ["MongoDB", () => startMongo(), noMongo !== undefined, !isFerretDb],
  ["what stands in for MongoDB", () => startLight(), false, true],
] as const;
for (const [name, start, isMissing, isAtomic] of servers)
  describe.skipIf(isMissing)(`in ${name}`, () => {
    let server: Mongo;
    beforeAll(async () => void (server = await start()), 120_000);
    afterAll(() => server.close());
    // Time is the test's own, the same for all machines.
    let time = 0;
    const open = async (database: string) => {
      const own = new URL(server.url);
      own.pathname = `/${basename(dir)}-${database}`;
      const store = await mongo.open(own.href, { now: () => 1000, times: { now: () => time } });
      return store;
    };
    contract(async (database) => {
      const store = await open(database);
      await leased(store);
      return store;
    });

    test("one machine has the lease; when it stops without a word, another one, with a higher number", async () => {
      const [a, b, c] = await Promise.all([open("lease"), open("lease"), open("lease")]);
      await leased(a);
      const first = a.fence()!;
      for (let beat = 0; beat < 10; beat++) {
        time += 1000;
        await Promise.all([a.tick(), b.tick(), c.tick()]);
        expect([a.fence(), b.fence(), c.fence()]).toEqual([first, undefined, undefined]);
      }
      let waited = 0;
      for (; b.fence() === undefined && c.fence() === undefined; waited += 1000) {
        time += 1000;
        await Promise.all([b.tick(), c.tick()]);
        // Never two.
        expect([a, b, c].filter((one) => one.fence() !== undefined).length).toBeLessThanOrEqual(1);
      }
      expect(waited).toBeLessThanOrEqual(10_000);
      const [next, other] = b.fence() === undefined ? [c, b] : [b, c];
      expect(next.fence()).toBeGreaterThan(first);
      // It was only cut off, or stood still.
      await a.tick();
      expect(a.fence()).toBeUndefined();
      await next.close();
      await other.tick();
      await a.tick();
      expect([a, other].filter((one) => one.fence() !== undefined)).toHaveLength(1);
      await Promise.all([a.close(), other.close()]);
    });

    test("what a dead machine has claimed another takes over, once, and never what is being sent", async () => {
      const [a, b, c] = await Promise.all([open("death"), open("death"), open("death")]);
      await leased(a);
      expect(await a.claim(a.fence()!, [claimOf("x", 5), claimOf("y", 5)])).toEqual([true, true]);
      await a.settle([{ ...claimOf("y", 5), isGone: false }]);
      await Promise.all([b.tick(), c.tick()]);
      expect(await b.inherit(2)).toEqual([]);
      for (let beat = 0; beat < 7; beat++) {
        time += 1000;
        await Promise.all([b.tick(), c.tick()]);
      }
      const [first, second] = [() => b.inherit(2), () => c.inherit(2)];
      const both = isAtomic ? await Promise.all([first(), second()]) : [await first(), await second()];
      const taken = both.flat();
      expect(taken.map(({ device, seq }) => [device, seq])).toEqual([["x", 5]]);
      // Too late: neither may it be settled by the dead one, nor claimed under the lease it had.
      await a.settle([{ ...claimOf("x", 5), isGone: false }]);
      expect((await b.inRoom("room", all)).map(({ device, isSent }) => [device, isSent])).toEqual([
        ["x", false],
        ["y", true],
      ]);
      expect(await a.claim(1, [claimOf("x", 6)])).toEqual([false]);
      await Promise.all([a.close(), b.close(), c.close()]);
    });

    // FerretDB looks for a document and changes it in two steps.
    if (isAtomic)
      test("of machines that claim the same, each message and device goes to one", async () => {
        const machines = await Promise.all(["race", "race", "race"].map(open));
        const granted = new Map<string, number>();
        for (let seq = 1; seq <= 20; seq++)
          await Promise.all(
            machines.map(async (machine) => {
              const claims = Array.from({ length: 10 }, (_, nth) => claimOf(`device${nth}`, seq));
              for (const [nth, isMine] of (await machine.claim(1, claims)).entries())
                if (isMine) granted.set(`${nth} ${seq}`, (granted.get(`${nth} ${seq}`) ?? 0) + 1);
            }),
          );
        expect(granted.size).toBe(200);
        expect([...granted.values()].every((times) => times === 1)).toBe(true);
        await Promise.all(machines.map((machine) => machine.close()));
      }, 20_000);
  });

async function leased(store: ToldStore): Promise<void> {
  for (let tries = 0; store.fence() === undefined && tries < 3; tries++) await store.tick();
  expect(store.fence()).toBeDefined();
}

const all = { from: "a", to: "z" };
const claimOf = (device: string, seq: number): ToldClaim => ({
  roomId: "room",
  userId: `user-${device}`,
  device,
  seq,
  at: 2000 + seq,
  pushes: 1,
  count: 1,
});

function contract(open: (name: string) => Promise<ToldStore>): void {
  let store: ToldStore;
  let names = 0;
  const opened = async () => (store = await open(`contract${++names}`));
  const claim = (...claims: ToldClaim[]) => store.claim(store.fence()!, claims);
  const sent = (one: ToldClaim) => ({ ...one, isGone: false });

  test("a device is told of what is newer than it was told of, and of that once", async () => {
    await opened();
    expect(store.begunAt).toBe(1000);
    expect(await claim(claimOf("a", 5), claimOf("b", 5))).toEqual([true, true]);
    expect(await claim(claimOf("a", 5), claimOf("b", 6), claimOf("c", 1))).toEqual([false, true, true]);
    expect(await claim(claimOf("a", 4))).toEqual([false]);
    await store.settle([sent(claimOf("a", 5))]);
    expect(await claim(claimOf("a", 5), claimOf("a", 4))).toEqual([false, false]);
    expect(await claim({ ...claimOf("a", 9), pushes: 2, count: 7 })).toEqual([true]);
    const rows = (await store.inRoom("room", all)).map((row) => [
      row.device,
      row.seq,
      row.isSent,
      row.pushes,
      row.count,
    ]);
    expect(rows.toSorted(([a], [b]) => String(a).localeCompare(String(b)))).toEqual([
      ["a", 9, false, 2, 7],
      ["b", 6, false, 1, 1],
      ["c", 1, false, 1, 1],
    ]);
    expect(
      (await store.inRoom("room", { from: "user-b", to: "user-b" })).map(({ device }) => device),
    ).toEqual(["b"]);
    expect(await store.inRoom("roo", all)).toEqual([]);
    await store.close();
  });

  test("an older message that is settled late settles no newer one", async () => {
    await opened();
    await claim(claimOf("a", 5));
    await claim(claimOf("a", 6));
    await store.settle([sent(claimOf("a", 5))]);
    expect((await store.inRoom("room", all))[0]).toMatchObject({ seq: 6, isSent: false });
    await store.settle([sent(claimOf("a", 6))]);
    expect((await store.inRoom("room", all))[0]).toMatchObject({ seq: 6, isSent: true });
    await store.close();
  });

  test("what was read is forgotten, and answered once; what is being sent, when that is over", async () => {
    await opened();
    const other = { ...claimOf("a2", 5), userId: "user-a" };
    await claim(claimOf("a", 5), other, claimOf("b", 5));
    await store.settle([sent(claimOf("a", 5))]);
    const read = (seq: number) => store.read([{ roomId: "room", userId: "user-a", seq }]);
    expect(await read(4)).toEqual([]);
    const twice = (await Promise.all([read(5), read(6)])).flat();
    expect(twice.map(({ device }) => device)).toEqual(["a"]);
    expect((await store.settle([sent(other)])).map(({ device }) => device)).toEqual(["a2"]);
    expect((await store.inRoom("room", all)).map(({ device }) => device)).toEqual(["b"]);
    // From the beginning.
    expect(await claim(claimOf("a", 6))).toEqual([true]);
    await store.close();
  });

  test("a device that is gone has no row; nor have those that are forgotten, or old", async () => {
    await opened();
    await claim(claimOf("a", 5), claimOf("b", 5), claimOf("c", 5), { ...claimOf("d", 5), at: 10 });
    await store.settle([{ ...claimOf("a", 5), isGone: true }]);
    expect(await store.devicesAfter("", 10)).toEqual(["b", "c", "d"]);
    expect(await store.devicesAfter("b", 1)).toEqual(["c"]);
    await store.forget(["b"], 100);
    expect(await store.devicesAfter("", 10)).toEqual(["c"]);
    await store.close();
  });

  test("what is deferred is due then, until it is claimed or dropped", async () => {
    await opened();
    await claim(claimOf("a", 5), claimOf("b", 5));
    await store.defer([claimOf("a", 5), claimOf("b", 5)], 700);
    expect(await store.dueBy(699)).toEqual([]);
    expect((await store.dueBy(700)).map(({ device }) => device).toSorted()).toEqual(["a", "b"]);
    await claim(claimOf("a", 6));
    await store.defer([claimOf("b", 5)], null);
    expect(await store.dueBy(9999)).toEqual([]);
    await store.close();
  });

  test("marks rise", async () => {
    await opened();
    expect(await store.marks(["r", "s"])).toEqual([undefined, undefined]);
    await store.advance([{ roomId: "r", seq: 5, rev: 2, at: 100 }]);
    await store.advance([{ roomId: "r", seq: 4, rev: 3, at: 90 }]);
    expect(await store.marks(["s", "r"])).toEqual([undefined, { roomId: "r", seq: 5, rev: 3, at: 100 }]);
    await store.close();
  });

  test("claims of a process that died are taken over by the next", async () => {
    await opened();
    await claim(claimOf("a", 5));
    expect(await store.inherit(store.fence()!)).toEqual([]);
    await store.close();
    store = await open(`contract${names}`);
    const taken = await store.inherit(store.fence()!);
    expect(taken.map(({ device, seq }) => [device, seq])).toEqual([["a", 5]]);
    expect(await store.inherit(store.fence()!)).toEqual([]);
    expect(await store.settle([sent(claimOf("a", 5))])).toEqual([]);
    expect((await store.inRoom("room", all))[0]).toMatchObject({ isSent: true });
    await store.close();
  });
}
