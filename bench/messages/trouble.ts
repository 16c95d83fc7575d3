import { type Measured, talked } from "../figures";
import type { Stage } from "../stage";
import type { Workload } from "../workload";

const SECONDS = 15;
const OTHERS_A_SECOND = 500;
// Long texts in a room of 200, so that what the sleepers do not read soon fills every buffer between.
const LONG_A_SECOND = 40;
// As long as ours takes: 5,000 letters.
const LONG_BYTES = 5000;
const SLEEPERS = 200;
const FLOODERS = 20;

/** People talk in rooms of ten: alone, and then beside sockets that read no more and others that flood. */
export const trouble: Workload = {
  name: "trouble",
  title: "200 sockets that never read, and 20 that flood: what everyone else feels",
  async run(stage) {
    const without = await others(stage, "without", 0);
    const { ready } = await stage.generator.connect({ from: 0, to: SLEEPERS, areStalled: true });
    const among = await others(stage, "among them", FLOODERS);
    if (ready < SLEEPERS) among.faults.push(`${SLEEPERS - ready} of the sleepers did not get in`);
    return [without, among];
  },
};

async function others({ generator, crowd }: Stage, size: string, floods: number): Promise<Measured> {
  const ms = SECONDS * 1000;
  const short = { name: "all", from: 0, to: crowd.people, place: 0, count: OTHERS_A_SECOND * SECONDS, ms };
  const long = {
    name: "long",
    from: 0,
    to: SLEEPERS,
    place: 1,
    count: LONG_A_SECOND * SECONDS,
    ms,
    bytes: LONG_BYTES,
  };
  const result = await generator.talk([short, long], floods);
  const [measured, inLong] = [talked(size, result), talked(size, result, "long")];
  const figures = { ...measured.figures, "long texts p99 ms": inLong.figures["p99 ms"]! };
  const faults = [...new Set([...measured.faults, ...inLong.faults])];
  return { size, faults, figures: { ...figures, "thrown out": result.floodEnds }, curve: measured.curve };
}
