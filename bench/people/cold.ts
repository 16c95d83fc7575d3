import { notConnected, people, measuredFrom } from "../figures";
import type { Workload } from "../workload";

const WITHIN_MS = 1000;

/** A server that has just started: all connect at once, signing in by token, and then each sends a message within a second. */
export const cold: Workload = {
  name: "cold",
  title: "A server that has just started: all connect at once, then all send within a second",
  async run({ generator, crowd }) {
    const everyone = { from: 0, to: crowd.people };
    const { latency, ready, load } = await generator.connect(everyone);
    const stream = { name: "all", ...everyone, nthRoom: 0, count: crowd.people, ms: WITHIN_MS };
    const measured = measuredFrom(people(crowd.people), await generator.talk([stream]));
    measured.faults.push(...notConnected(crowd.people - ready));
    const figures = {
      "in after p99 ms": latency.p99,
      "CPU µs a person": load.serverCpu / Math.max(ready, 1),
    };
    return [{ ...measured, figures: { ...measured.figures, ...figures } }];
  },
};
