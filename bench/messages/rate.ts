import { count, type Measured, talked } from "../figures";
import type { Stage } from "../stage";
import type { Workload } from "../workload";

const FIRST = 1000;
const HIGHEST = 128_000;
const SECONDS = 3;
const GOOD_MS = 100;
// Between the highest that was good and the lowest that was not.
const STEPS = 4;

/** The highest rate at which nothing is lost and p99 stays within 100 ms: doubled while good, then halved in between. */
const rate = (place: number, size: number): Workload => ({
  name: "rate",
  title: "The highest rate with p99 within 100 ms and nothing lost",
  async run(stage) {
    let [good, bad] = [0, Infinity];
    let best: Measured | undefined;
    for (let step = 0, next = FIRST; step < STEPS && next <= HIGHEST; ) {
      const measured = await at(next, place, stage);
      if (isGood(measured)) [good, best] = [next, measured];
      else bad = next;
      if (bad < Infinity) step++;
      next = bad < Infinity ? Math.round((Math.max(good, FIRST / 4) + bad) / 2) : next * 2;
      if (bad - good < good / 20) break;
    }
    const figures = { "messages/s": good, "deliveries/s": good * size, ...best?.figures };
    return [{ size: `rooms of ${size}`, faults: [], figures, curve: best?.curve }];
  },
});

async function at(aSecond: number, place: number, { generator, crowd }: Stage): Promise<Measured> {
  const plan = { name: "all", from: 0, to: crowd.people, place };
  const result = await generator.talk([{ ...plan, count: aSecond * SECONDS, ms: SECONDS * 1000 }]);
  return talked(`${count(aSecond)}/s`, result);
}

// A late generator is late because frames keep it busy: the latency, which counts from when a message was due, says it all.
const isGood = ({ figures, faults }: Measured): boolean =>
  figures["p99 ms"]! <= GOOD_MS && !faults.some((fault) => !fault.startsWith("the generator"));

export const rateInRoomsOf2 = rate(0, 2);
export const rateInRoomsOf10 = rate(1, 10);
