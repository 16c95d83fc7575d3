import { happened, people, peakOf, validity } from "../figures";
import type { Workload } from "../workload";

/** All sockets drop at once, something is said in every room, and all come back in the same moment. */
export const storm: Workload = {
  name: "storm",
  title: "All sockets drop at once, and come back and catch up at once",
  async run({ generator, crowd }) {
    const { seconds, back, caughtUp, fetched, missed, load, incidents } = await generator.storm({
      from: 0,
      to: crowd.people,
    });
    const outside = crowd.people - caughtUp.count;
    const faults = [
      ...(outside > 0 ? [`${outside} did not come back`] : []),
      ...(missed > 0 ? [`${missed} messages were not there to be fetched`] : []),
      ...happened(incidents),
    ];
    return [
      {
        size: people(crowd.people),
        faults,
        figures: {
          seconds,
          "back p50 ms": back.p50,
          "back max ms": back.max,
          "caught up p99 ms": caughtUp.p99,
          fetches: fetched,
          lost: missed,
          "server MB": peakOf(load),
          ...validity(load),
        },
      },
    ];
  },
};
