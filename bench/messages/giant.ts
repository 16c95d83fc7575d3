import { count, talked } from "../figures";
import type { Workload } from "../workload";

const SECONDS = 12;
// What goes on in rooms of ten meanwhile, so that one sees what they feel.
const OTHERS_A_SECOND = 200;

/** One large room is spoken in at a steady pace, while others talk in rooms of ten: `place` of each person's rooms. */
const giant = (place: number, size: number, aSecond: number): Workload => ({
  name: "giant",
  title: "One large room, and what others feel meanwhile",
  isRepeatable: true,
  async run({ generator, crowd }) {
    const ms = SECONDS * 1000;
    const crowdPlan = { name: "all", from: 0, to: size, place, count: aSecond * SECONDS, ms, isEven: true };
    const others = {
      name: "others",
      from: 0,
      to: crowd.people,
      place: 0,
      count: OTHERS_A_SECOND * SECONDS,
      ms,
    };
    const result = await generator.talk([crowdPlan, others]);
    const measured = talked(`one room of ${count(size)}`, result);
    const rest = talked("", result, "others");
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
