import { count, measuredFrom } from "../figures";
import type { Workload } from "../workload";

const SECONDS = 12;
// Load in rooms of ten meanwhile, to measure how the large room affects them.
const OTHERS_A_SECOND = 200;

/** One large room (room number `nthRoom` of each person) at a steady rate, while others talk in rooms of ten. */
const giant = (nthRoom: number, size: number, aSecond: number): Workload => ({
  name: "giant",
  title: "One large room, and the latency in other rooms meanwhile",
  isRepeatable: true,
  async run({ generator, crowd }) {
    const ms = SECONDS * 1000;
    const crowdPlan = { name: "all", from: 0, to: size, nthRoom, count: aSecond * SECONDS, ms, isEven: true };
    const others = {
      name: "others",
      from: 0,
      to: crowd.people,
      nthRoom: 0,
      count: OTHERS_A_SECOND * SECONDS,
      ms,
    };
    const result = await generator.talk([crowdPlan, others]);
    const measured = measuredFrom(`one room of ${count(size)}`, result);
    const rest = measuredFrom("", result, "others");
    const figures = {
      ...measured.figures,
      "others p50 ms": rest.figures["p50 ms"]!,
      "others p99 ms": rest.figures["p99 ms"]!,
    };
    return [{ ...measured, figures, faults: [...new Set([...measured.faults, ...rest.faults])] }];
  },
});

export const roomOf1000 = giant(1, 1000, 20);
export const roomOf10000 = giant(2, 10_000, 1);
