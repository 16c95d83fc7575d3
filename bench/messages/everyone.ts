import { people, measuredFrom } from "../figures";
import type { Workload } from "../workload";

const ORIGINAL_MS = 30_000;

/** The original's scenario: each person sends one message within `ms`, in their room of ten. */
const everyone = (howMany: number, ms: number): Workload => ({
  name: `everyone-${ms / 1000}s`,
  title:
    ms === ORIGINAL_MS
      ? "The original's scenario: everyone sends one message within 30 s"
      : "Everyone sends one message within a second",
  isRepeatable: true,
  async run({ generator }) {
    const stream = { name: "all", from: 0, to: howMany, nthRoom: 0, count: howMany, ms };
    return [measuredFrom(people(howMany), await generator.talk([stream]))];
  },
});

export const everyoneIn30 = (howMany: number): Workload => everyone(howMany, ORIGINAL_MS);
export const everyoneIn1 = (howMany: number): Workload => everyone(howMany, 1000);
