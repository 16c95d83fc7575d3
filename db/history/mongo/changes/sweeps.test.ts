import { expect, test } from "bun:test";

import fc from "fast-check";

import { Sweeps } from "./sweeps";

test("whoever asks is answered after a sweep that began later, and no two sweeps run at once", () =>
  fc.assert(
    fc.asyncProperty(fc.array(fc.nat(12), { minLength: 1, maxLength: 40 }), async (pauses) => {
      const sweeps = new Sweeps();
      let [begun, running, most] = [0, 0, 0];
      const sweep = async () => {
        begun++;
        most = Math.max(most, ++running);
        for (let turns = 0; turns < 6; turns++) await Promise.resolve();
        running--;
      };
      const asked = pauses.map(async (pause) => {
        for (let turns = 0; turns < pause; turns++) await Promise.resolve();
        const before = begun;
        await sweeps.next("room", sweep);
        return begun > before;
      });
      expect(await Promise.all(asked)).toEqual(pauses.map(() => true));
      expect(most).toBe(1);
    }),
  ));

test("all who ask while one runs share the next; a sweep that fails fails those who asked for it, and no others", async () => {
  const sweeps = new Sweeps();
  const [first, own] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  let begun = 0;
  const sweep = async () => {
    if (++begun === 1) throw new Error("MongoDB is away");
  };
  const work = sweeps.own("room", () => own.promise);
  const all = Array.from({ length: 100 }, () => sweeps.next("room", sweep));
  // Another room is not waited for.
  await sweeps.next("other", async () => first.resolve());
  await first.promise;
  expect(begun).toBe(0);
  own.resolve();
  await work;
  const outcomes = await Promise.allSettled(all);
  expect([begun, new Set(outcomes.map(({ status }) => status))]).toEqual([1, new Set(["rejected"])]);
  await sweeps.next("room", sweep);
  expect(begun).toBe(2);
});
