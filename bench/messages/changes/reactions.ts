import { count, measuredFrom, type Measured } from "../../figures";
import type { ReactResult } from "../../generator/orders";
import type { Runner } from "../../runner";
import type { Workload } from "../../workload";

const SECONDS = 10;
const REACTING = 1000;
const OTHERS_A_SECOND = 200;
const NTH_ROOM = 1;

/** Talk in rooms of ten: first alone, then while people react to one message of a room of all. */
export const reactions: Workload = {
  name: "reactions",
  title: `${count(REACTING)} people react to one message of a room of all within ${SECONDS} s: the latency of other rooms`,
  isRepeatable: true,
  async run(runner) {
    const without = measuredFrom("without", await runner.generator.talk([others(runner)]));
    const result = await runner.generator.react({
      from: 0,
      to: Math.min(REACTING, runner.crowd.people - 1),
      nthRoom: NTH_ROOM,
      ms: SECONDS * 1000,
      streams: [others(runner)],
    });
    return [without, among(result)];
  },
};

const others = ({ crowd }: Runner) => ({
  name: "all",
  from: 0,
  to: crowd.people,
  nthRoom: 0,
  count: OTHERS_A_SECOND * SECONDS,
  ms: SECONDS * 1000,
});

function among({ talk, latency, failed, reacted, counted, shown, ...pace }: ReactResult): Measured {
  const measured = measuredFrom("among them", talk);
  const { "p50 ms": p50, "p99 ms": p99, ...rest } = measured.figures;
  const figures = {
    "p50 ms": p50!,
    "p99 ms": p99!,
    "frames a second": pace.framesASecond,
    "most frames in a second": pace.mostInASecond,
    frames: pace.frames,
    "reaction p99 ms": latency.p99,
    ...rest,
  };
  const isExact = failed === 0 && counted === reacted && shown === reacted;
  const faults = isExact
    ? measured.faults
    : [
        ...measured.faults,
        `of ${count(reacted)} reactions ${count(failed)} failed, ${count(counted)} are stored, ${count(shown)} were shown`,
      ];
  return { ...measured, figures, faults };
}
