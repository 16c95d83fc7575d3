import type { Workload } from "../workload";

const A_SECOND = 300;

/** Talk that nobody counts, with a server that says it needs it, so that those after it meet it warm. */
export const warmUp: Workload = {
  name: "warm-up",
  title: "Talk that nobody counts",
  async run({ generator, crowd, peer: { warmUpSeconds: seconds } }) {
    if (!seconds) return [];
    const plan = { name: "all", from: 0, to: crowd.people, place: 0 };
    await generator.talk([{ ...plan, count: A_SECOND * seconds, ms: seconds * 1000 }]);
    return [];
  },
};
