import { count } from "../figures";
import type { Stage } from "../stage";
import type { Workload } from "../workload";

const TIMES = 5;
const A_SECOND = 2000;
const SECONDS = 2;

/** The server is ended without a word while people talk; is all that was acknowledged there when it is back? */
export const kill: Workload = {
  name: "kill",
  title: `kill -9 while 2,000 messages a second are said, ${TIMES} times`,
  async run(stage) {
    const backAfter: number[] = [];
    for (let time = 0; time < TIMES; time++) backAfter.push(await once(stage, time));
    const { acked, lost, doubled } = await stage.generator.audit();
    const faults = [
      ...(lost > 0 ? [`${count(lost)} of ${count(acked)} acknowledged messages were lost`] : []),
      ...(doubled > 0 ? [`${count(doubled)} messages were stored twice`] : []),
    ];
    const figures = { acked, lost, doubled, "listening again after ms": Math.max(...backAfter) };
    return [{ size: `${TIMES} times`, faults, figures }];
  },
};

async function once({ generator, crowd, kill: end, startAgain }: Stage, time: number): Promise<number> {
  await generator.connect({ from: 0, to: crowd.people, window: 100 });
  const plan = { name: "all", from: 0, to: crowd.people, place: 0, count: A_SECOND * SECONDS };
  const talking = generator.talk([{ ...plan, ms: SECONDS * 1000 }]);
  // Each time at another moment of it.
  await Bun.sleep((SECONDS * 1000 * (time + 1)) / (TIMES + 1));
  await end();
  await talking;
  return startAgain();
}
