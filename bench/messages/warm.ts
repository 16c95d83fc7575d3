import type { Workload } from "../workload";

const A_SECOND = 300;

/** Warms up a server that needs it (`warmUpSeconds`) before the next workloads. Not measured. */
export const warmUp: Workload = {
  name: "warm-up",
  title: "Warm-up, not measured",
  async run({ generator, crowd, peer: { warmUpSeconds: seconds } }) {
    if (!seconds) return [];
    const plan = { name: "all", from: 0, to: crowd.people, nthRoom: 0 };
    await generator.talk([{ ...plan, count: A_SECOND * seconds, ms: seconds * 1000 }]);
    return [];
  },
};
