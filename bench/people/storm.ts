import { incidentFaults, people, peakMB, validityFigures } from "../figures";
import type { Workload } from "../workload";

/** All sockets drop at once, one message is sent to every room, and all reconnect at the same time. */
export const storm: Workload = {
  name: "storm",
  title: "All sockets drop at once, and reconnect and catch up at once",
  async run({ generator, crowd }) {
    const { seconds, reconnectTimes, catchUpTimes, fetched, missed, load, incidents } = await generator.storm(
      {
        from: 0,
        to: crowd.people,
      },
    );
    const notBack = crowd.people - catchUpTimes.count;
    const faults = [
      ...(notBack > 0 ? [`${notBack} did not come back`] : []),
      ...(missed > 0 ? [`${missed} messages were not there to be fetched`] : []),
      ...incidentFaults(incidents),
    ];
    return [
      {
        size: people(crowd.people),
        faults,
        figures: {
          seconds,
          "back p50 ms": reconnectTimes.p50,
          "back max ms": reconnectTimes.max,
          "caught up p99 ms": catchUpTimes.p99,
          fetches: fetched,
          lost: missed,
          "server MB": peakMB(load),
          ...validityFigures(load),
        },
      },
    ];
  },
};
