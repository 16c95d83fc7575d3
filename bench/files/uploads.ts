import { count, measuredFrom, peakMB } from "../figures";
import type { Runner } from "../runner";
import type { Workload } from "../workload";

const SECONDS = 60;
const UPLOADING = 200;
const SIZE_MB = 20;
const MESSAGES_A_SECOND = 200;

/** Talk in rooms of ten: first alone, then while people upload files. */
export const uploads: Workload = {
  name: "uploads",
  title: `${count(UPLOADING)} people upload ${SIZE_MB} MB each, all at once: the latency of messages`,
  isRepeatable: true,
  async run(runner) {
    const before = await runner.generator.talk([everyone(runner)]);
    const without = measuredFrom("without", before);
    const to = Math.min(UPLOADING, runner.crowd.people);
    const result = await runner.generator.upload({ from: 0, to, mb: SIZE_MB, streams: [everyone(runner)] });
    const among = measuredFrom("meanwhile", result.talk);
    const { "p50 ms": p50, "p99 ms": p99, ...rest } = among.figures;
    const figures = {
      "p50 ms": p50!,
      "p99 ms": p99!,
      "peak MB": peakMB(result.talk.load),
      "MB more": peakMB(result.talk.load) - peakMB(before.load),
      "upload p50 s": result.times.p50 / 1000,
      "upload p99 s": result.times.p99 / 1000,
      refusals: result.refusals,
      ...rest,
    };
    const faults =
      result.whole === to
        ? among.faults
        : [
            ...among.faults,
            `of ${count(to)} files ${count(result.whole)} are whole, ${count(result.failed)} failed`,
          ];
    return [without, { ...among, figures, faults }];
  },
};

const everyone = ({ crowd }: Runner) => ({
  name: "all",
  from: 0,
  to: crowd.people,
  nthRoom: 0,
  count: MESSAGES_A_SECOND * SECONDS,
  ms: SECONDS * 1000,
});
