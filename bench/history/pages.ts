import { count, validity } from "../figures";
import type { Workload } from "../workload";

const A_SECOND = 200;
const SECONDS = 10;

/** Pages of fifty from anywhere in the history of rooms, of which so many messages are stored in all. */
export const pages = (messages: number): Workload => ({
  name: "pages",
  title: "History pages of 50, at random places",
  isRepeatable: true,
  async run({ generator, crowd }) {
    const head = Math.floor(messages / (crowd.people / crowd.roomSizes[0]!));
    const order = { count: A_SECOND * SECONDS, ms: SECONDS * 1000, head };
    const { waits, failed, load } = await generator.pages(order);
    return [
      {
        size: `${count(messages)} messages`,
        faults: failed > 0 ? [`${failed} pages could not be had`] : [],
        figures: {
          "p50 ms": waits.p50,
          "p99 ms": waits.p99,
          "max ms": waits.max,
          "CPU µs a page": load.serverCpu / Math.max(waits.count, 1),
          ...validity(load),
        },
        curve: waits.curve,
      },
    ];
  },
});
