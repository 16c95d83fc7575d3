import { count, validityFigures } from "../figures";
import type { Workload } from "../workload";

const A_SECOND = 200;
const SECONDS = 10;

/** Pages of fifty from random positions of the history, which has `messages` messages over all rooms. */
export const pages = (messages: number): Workload => ({
  name: "pages",
  title: "History pages of 50, at random positions",
  isRepeatable: true,
  async run({ generator, crowd }) {
    const head = Math.floor(messages / (crowd.people / crowd.roomSizes[0]!));
    const order = { count: A_SECOND * SECONDS, ms: SECONDS * 1000, head };
    const { latency, failed, load } = await generator.pages(order);
    return [
      {
        size: `${count(messages)} messages`,
        faults: failed > 0 ? [`${failed} pages failed`] : [],
        figures: {
          "p50 ms": latency.p50,
          "p99 ms": latency.p99,
          "max ms": latency.max,
          "CPU µs a page": load.serverCpu / Math.max(latency.count, 1),
          ...validityFigures(load),
        },
        curve: latency.curve,
      },
    ];
  },
});
