import { expect, test } from "bun:test";

import type { Measured } from "./figures";
import { measure, passesOf } from "./passes";
import type { Runner } from "./runner";
import type { Workload } from "./workload";

test("every peer is measured equally often, and the order is reversed each time", () => {
  expect(passesOf(["a", "b"])).toEqual([
    ["a", "b"],
    ["b", "a"],
  ]);
  expect(passesOf(["a", "b", "c"], 3).map((all) => all.join(""))).toEqual(["abc", "cba", "abc"]);
  expect(passesOf(["a"], 1)).toEqual([["a"]]);
});

test.each<[what: string, faults: string[][][], isRepeatable: boolean, times: number]>([
  ["no fault: once", [[[]]], true, 1],
  ["the host was noisy: again", [[["the host took 3.0 % of the machine"]], [[]]], true, 2],
  [
    "the generator was late in one of two sizes: again",
    [
      [[], ["the generator was 9 ms late"]],
      [[], []],
    ],
    true,
    2,
  ],
  [
    "noisy again: the second result is kept, with its faults",
    [[["the host took 3.0 %"]], [["the host took 4.0 %"]], [[]]],
    true,
    2,
  ],
  ["the server lost something: no repeat", [[["3 frames lost"]]], true, 1],
  [
    "it lost something while the host was noisy: no repeat",
    [[["the host took 3.0 %", "3 frames lost"]]],
    true,
    1,
  ],
  ["a workload that is not repeatable: once", [[["the host took 3.0 %"]]], false, 1],
])("a pass: %s", async (_what, faults, isRepeatable, times) => {
  let runs = 0;
  const logged: string[] = [];
  const run = async () => faults[runs++]!.map((own): Measured => ({ size: "", faults: own, figures: {} }));
  const workload: Workload = { name: "any", title: "", isRepeatable, run };
  const all = await measure(workload, {} as Runner, (what) => logged.push(what));
  expect(runs).toBe(times);
  expect(all.map((one) => one.faults)).toEqual(faults[times - 1]!);
  expect(logged).toHaveLength(times - 1);
});
