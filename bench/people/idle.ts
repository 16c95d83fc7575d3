import { happened, outside, people, peakOf, validity } from "../figures";
import type { Workload } from "../workload";

// Coming in leaves the collector and the compiler something to do: that is not rest.
const SETTLING = 10;
const SECONDS = 20;
const KB = 1024;

/** Everyone is there, and nobody says anything. */
export const idle: Workload = {
  name: "idle",
  title: "Everyone is there, and nobody says anything",
  isRepeatable: true,
  async run({ generator, crowd, emptyBytes }) {
    await generator.rest(SETTLING);
    const { load, incidents } = await generator.rest(SECONDS);
    const bytes = load.memory.at(-1)?.[1] ?? 0;
    return [
      {
        size: people(crowd.people),
        faults: [...outside(load), ...happened(incidents)],
        figures: {
          "server MB": peakOf(load),
          "KB a socket": (bytes - emptyBytes) / KB / crowd.people,
          "idle CPU µs a second a socket": load.serverCpu / load.seconds / crowd.people,
          ...validity(load),
        },
      },
    ];
  },
};
