import { notConnected, type Measured, measuredFrom } from "../figures";
import type { Runner } from "../runner";
import type { Workload } from "../workload";

const SECONDS = 15;
const OTHERS_A_SECOND = 500;
// Long texts in a room of 200, so that the unread data of the stalled sockets soon fills every buffer. Our server accepts
// no longer texts.
const LONG_A_SECOND = 40;
const LONG_BYTES = 5000;
const SLEEPERS = 200;
const FLOODERS = 20;

/** Talk in rooms of ten: first alone, then beside sockets that stopped reading and clients that flood. */
export const trouble: Workload = {
  name: "trouble",
  title: `${SLEEPERS} sockets that never read, and ${FLOODERS} people who flood: the latency of everyone else`,
  async run(runner) {
    const { generator } = runner;
    const { ready } = await generator.connect({ ...others(runner), concurrency: 100 });
    const without = await talk(runner, "without");
    without.faults.push(...notConnected(others(runner).to - ready));
    const sleepers = await generator.connect({ from: 0, to: SLEEPERS, areStalled: true });
    const among = await talk(runner, "among them", { from: others(runner).to, to: runner.crowd.people });
    if (sleepers.ready < SLEEPERS) among.faults.push(`only ${sleepers.ready} sleepers got in`);
    return [without, among];
  },
};

/** Without the flooders: our server disconnects all sockets of such a person, not only the one that floods. */
const others = ({ crowd }: Runner) => ({ from: 0, to: crowd.people - FLOODERS });

async function talk(runner: Runner, size: string, floods?: { from: number; to: number }): Promise<Measured> {
  const ms = SECONDS * 1000;
  const short = { name: "all", ...others(runner), nthRoom: 0, count: OTHERS_A_SECOND * SECONDS, ms };
  const inLarge = {
    from: 0,
    to: SLEEPERS,
    nthRoom: 1,
    count: LONG_A_SECOND * SECONDS,
    ms,
    bytes: LONG_BYTES,
  };
  const result = await runner.generator.talk([short, { name: "long", ...inLarge }], floods);
  const [all, long] = [measuredFrom(size, result), measuredFrom(size, result, "long")];
  const figures = {
    ...all.figures,
    "long texts p99 ms": long.figures["p99 ms"]!,
    "thrown out": result.floodDisconnects,
  };
  return { ...all, figures, faults: [...new Set([...all.faults, ...long.faults])] };
}
