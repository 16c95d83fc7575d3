import { count, type Measured, talked } from "../figures";
import { isOutside } from "../passes";
import type { Runner } from "../runner";
import type { Workload } from "../workload";

const FIRST = 1000;
const HIGHEST = 128_000;
const SECONDS = 3;
const GOOD_MS = 100;
// Between the highest that was good and the lowest that was not.
const HALVINGS = 3;

/** The highest rate at which nothing is lost and p99 stays within 100 ms: doubled while good, then halved in between. */
const rate = (place: number, size: number): Workload => ({
  name: "rate",
  title: "The highest rate with p99 within 100 ms and nothing lost",
  async run(runner) {
    let [good, bad] = [0, Infinity];
    let best: Measured | undefined;
    let beyond: Measured | undefined;
    for (let next = FIRST, left = HALVINGS; next <= HIGHEST && left >= 0;) {
      let measured = await at(next, place, runner);
      // The first that is not good bounds all that follow: it gets another chance.
      if (bad === Infinity && !isGood(measured)) measured = await at(next, place, runner);
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

type Around = { best?: Measured; beyond?: Measured };

function figuresOf(deliveries: number, messages: number, { best, beyond }: Around): Measured["figures"] {
  const figures = { "messages/s": messages, "deliveries/s": deliveries, ...best?.figures };
  const busy = beyond?.figures["generator CPU %"];
  // Near 100 it was the generator that could not go further, and the server may have.
  return busy === undefined ? figures : { ...figures, "generator CPU % beyond": busy };
}

async function at(aSecond: number, place: number, { generator, crowd }: Runner): Promise<Measured> {
  const everyone = { from: 0, to: crowd.people };
  // Whom a server threw out at a rate that was too much for it must not be missed at the next.
  await generator.connect({ ...everyone, window: 100 });
  const plan = { name: "all", ...everyone, place, count: aSecond * SECONDS, ms: SECONDS * 1000 };
  return talked(`${count(aSecond)}/s`, await generator.talk([plan]));
}

// Latency counts from when a message was due: how late generator and host were is in it.
const isGood = ({ figures, faults }: Measured): boolean =>
  figures["p99 ms"]! <= GOOD_MS && faults.every(isOutside);

export const rateInRoomsOf2 = rate(0, 2);
export const rateInRoomsOf10 = rate(1, 10);
