import { lacking, type Measured, talked } from "../figures";
import type { Runner } from "../runner";
import type { Workload } from "../workload";

const SECONDS = 15;
const OTHERS_A_SECOND = 500;
// Long texts in a room of 200, so that what the sleepers do not read soon fills every buffer between. As long as ours takes.
const LONG_A_SECOND = 40;
const LONG_BYTES = 5000;
const SLEEPERS = 200;
const FLOODERS = 20;

/** People talk in rooms of ten: alone, and then beside sockets that read no more and others that flood. */
export const trouble: Workload = {
  name: "trouble",
  title: `${SLEEPERS} sockets that never read, and ${FLOODERS} people who flood: what everyone else feels`,
  async run(runner) {
    const { generator } = runner;
    const { ready } = await generator.connect({ ...others(runner), window: 100 });
    const without = await talk(runner, "without");
    without.faults.push(...lacking(others(runner).to - ready));
    const sleepers = await generator.connect({ from: 0, to: SLEEPERS, areStalled: true });
    const among = await talk(runner, "among them", { from: others(runner).to, to: runner.crowd.people });
    if (sleepers.ready < SLEEPERS) among.faults.push(`only ${sleepers.ready} sleepers got in`);
    return [without, among];
  },
};

/** Who floods is not among them: ours throws out the person, not only the socket. */
const others = ({ crowd }: Runner) => ({ from: 0, to: crowd.people - FLOODERS });

async function talk(runner: Runner, size: string, floods?: { from: number; to: number }): Promise<Measured> {
  const ms = SECONDS * 1000;
  const short = { name: "all", ...others(runner), place: 0, count: OTHERS_A_SECOND * SECONDS, ms };
  const inLarge = { from: 0, to: SLEEPERS, place: 1, count: LONG_A_SECOND * SECONDS, ms, bytes: LONG_BYTES };
  const result = await runner.generator.talk([short, { name: "long", ...inLarge }], floods);
  const [all, long] = [talked(size, result), talked(size, result, "long")];
  const figures = {
    ...all.figures,
    "long texts p99 ms": long.figures["p99 ms"]!,
    "thrown out": result.floodEnds,
  };
  return { ...all, figures, faults: [...new Set([...all.faults, ...long.faults])] };
}
