import { incidentFaults, notConnected, people, peakMB, validityFigures } from "../figures";
import type { Workload } from "../workload";

// Handshakes at a time: enough to keep a core busy.
const CONCURRENCY = 100;

/** Everyone connects, as fast as the server accepts them. */
export const ramp: Workload = {
  name: "ramp",
  title: "Everyone connects, a hundred at a time",
  async run({ generator, crowd, startedInMs }) {
    const order = { from: 0, to: crowd.people, concurrency: CONCURRENCY };
    const { seconds, ready, latency, incidents, load } = await generator.connect(order);
    return [
      {
        size: people(crowd.people),
        faults: [...notConnected(crowd.people - ready), ...incidentFaults(incidents)],
        figures: {
          "got in": ready,
          "people/s": ready / seconds,
          "p50 ms": latency.p50,
          "p99 ms": latency.p99,
          "CPU µs a person": load.serverCpu / Math.max(ready, 1),
          "server MB": peakMB(load),
          "listening after ms": startedInMs,
          ...validityFigures(load),
        },
      },
    ];
  },
};

/** The same, in a scenario that limits the server's memory. */
export const rampIn2GB: Workload = {
  ...ramp,
  name: "ramp-2GB",
  title: "Everyone connects to a server that may use 2 GB",
};
