import { incidentFaults, hostFaults, people, peakMB, validityFigures } from "../figures";
import type { Workload } from "../workload";

// After the connects, garbage collector and JIT compiler stay busy for a while.
const SETTLING = 10;
const SECONDS = 20;
const KB = 1024;

/** Everyone is connected, and nobody sends anything. */
export const idle: Workload = {
  name: "idle",
  title: "Everyone is connected, and nobody sends anything",
  isRepeatable: true,
  async run({ generator, crowd, bytesBeforeConnect }) {
    await generator.idle(SETTLING);
    const { load, incidents } = await generator.idle(SECONDS);
    const bytes = load.memory.at(-1)?.[1] ?? 0;
    return [
      {
        size: people(crowd.people),
        faults: [...hostFaults(load), ...incidentFaults(incidents)],
        figures: {
          "server MB": peakMB(load),
          "KB a socket": (bytes - bytesBeforeConnect) / KB / crowd.people,
          "idle CPU µs a second a socket": load.serverCpu / load.seconds / crowd.people,
          ...validityFigures(load),
        },
      },
    ];
  },
};
