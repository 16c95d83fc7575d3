import { memorySeries, people, measuredFrom } from "../figures";
import type { Workload } from "../workload";

const A_SECOND = 300;

/** Minutes of constant load: does memory grow? */
export const soak = (minutes: number): Workload => ({
  name: "soak",
  title: `${minutes} minutes of 300 messages a second`,
  async run({ generator, crowd }) {
    const plan = { name: "all", from: 0, to: crowd.people, nthRoom: 0, count: A_SECOND * 60 * minutes };
    const result = await generator.talk([{ ...plan, ms: minutes * 60_000 }]);
    const memory = memorySeries(result.load);
    const measured = measuredFrom(people(crowd.people), result);
    // The first half is warming up.
    const figures = { ...measured.figures, "MB a minute": slopeOf(memory.slice(memory.length / 2)) * 60 };
    return [{ ...measured, figures, memory }];
  },
});

/** Least squares. */
function slopeOf(points: [number, number][]): number {
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [x, y] = [mean(points.map(([at]) => at)), mean(points.map(([, value]) => value))];
  const over = points.reduce((sum, [at, value]) => sum + (at - x) * (value - y), 0);
  const under = points.reduce((sum, [at]) => sum + (at - x) ** 2, 0);
  return under === 0 ? 0 : over / under;
}
