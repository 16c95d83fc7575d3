import { count, type Measured, measuredFrom } from "../figures";
import { isMeasurementFault } from "../passes";
import type { Runner } from "../runner";
import type { Workload } from "../workload";

const FIRST = 1000;
const HIGHEST = 128_000;
const SECONDS = 3;
const GOOD_MS = 100;
// Bisection steps between the highest good rate and the lowest bad one.
const HALVINGS = 3;

/** The highest rate at which nothing is lost and p99 stays within 100 ms. Doubles the rate while it is good, then bisects. */
const rate = (nthRoom: number, size: number): Workload => ({
  name: "rate",
  title: "The highest rate with p99 within 100 ms and nothing lost",
  async run(runner) {
    let [good, bad] = [0, Infinity];
    let best: Measured | undefined;
    let beyond: Measured | undefined;
    for (let next = FIRST, left = HALVINGS; next <= HIGHEST && left >= 0;) {
      let measured = await measureAt(next, nthRoom, runner);
      // The first bad rate bounds all later ones, so it is measured a second time.
      if (bad === Infinity && !isGood(measured)) measured = await measureAt(next, nthRoom, runner);
      if (isGood(measured)) [good, best] = [next, measured];
      else [bad, beyond] = [next, measured];
      if (bad < Infinity) left--;
      next = bad < Infinity ? Math.round((good + bad) / 2) : next * 2;
    }
    return [
      {
        size: `rooms of ${size}`,
        faults: [],
        figures: figuresOf(good * size, good, { best, beyond }),
        curve: best?.curve,
      },
    ];
  },
});

type Bounds = { best?: Measured; beyond?: Measured };

function figuresOf(deliveries: number, messages: number, { best, beyond }: Bounds): Measured["figures"] {
  const figures = { "messages/s": messages, "deliveries/s": deliveries, ...best?.figures };
  const busy = beyond?.figures["generator CPU %"];
  // Near 100 the generator was the bottleneck, and the server might have gone further.
  return busy === undefined ? figures : { ...figures, "generator CPU % beyond": busy };
}

async function measureAt(aSecond: number, nthRoom: number, { generator, crowd }: Runner): Promise<Measured> {
  const everyone = { from: 0, to: crowd.people };
  // Reconnect clients that the server disconnected at a rate that was too high for it.
  await generator.connect({ ...everyone, concurrency: 100 });
  const plan = { name: "all", ...everyone, nthRoom, count: aSecond * SECONDS, ms: SECONDS * 1000 };
  return measuredFrom(`${count(aSecond)}/s`, await generator.talk([plan]));
}

// Latency counts from when a message was due, so delays of generator and host are part of it.
const isGood = ({ figures, faults }: Measured): boolean =>
  figures["p99 ms"]! <= GOOD_MS && faults.every(isMeasurementFault);

export const rateInRoomsOf2 = rate(0, 2);
export const rateInRoomsOf10 = rate(1, 10);
