import { people, measuredFrom } from "../figures";
import type { Workload } from "../workload";

const A_SECOND = 1000;
const SECONDS = 15;

/** Everyone is connected, at a thousand messages a second. */
export const steady: Workload = {
  name: "steady",
  title: "1,000 messages a second",
  isRepeatable: true,
  async run({ generator, crowd }) {
    const count = A_SECOND * SECONDS;
    const stream = { name: "all", from: 0, to: crowd.people, nthRoom: 0, count, ms: SECONDS * 1000 };
    return [measuredFrom(people(crowd.people), await generator.talk([stream]))];
  },
};
