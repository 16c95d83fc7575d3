import { happened, lacking, people, peakOf, validity } from "../figures";
import type { Workload } from "../workload";

// As many handshakes under way at a time as keep a core busy.
const WINDOW = 100;

/** Everyone comes, as fast as the server lets them in. */
export const ramp: Workload = {
  name: "ramp",
  title: "Everyone comes, a hundred at a time",
  async run({ generator, crowd, startedInMs }) {
    const order = { from: 0, to: crowd.people, window: WINDOW };
    const { seconds, ready, waits, incidents, load } = await generator.connect(order);
    return [
      {
        size: people(crowd.people),
        faults: [...lacking(crowd.people - ready), ...happened(incidents)],
        figures: {
          "got in": ready,
          "people/s": ready / seconds,
          "p50 ms": waits.p50,
          "p99 ms": waits.p99,
          "CPU µs a person": load.serverCpu / Math.max(ready, 1),
          "server MB": peakOf(load),
          "listening after ms": startedInMs,
          ...validity(load),
        },
      },
    ];
  },
};

/** The same, where the scenario leaves the server little memory. */
export const rampInLittle: Workload = {
  ...ramp,
  name: "ramp-2GB",
  title: "Everyone comes to a server that may use 2 GB",
};
