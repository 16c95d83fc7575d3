import { count, notConnected } from "../figures";
import type { Runner } from "../runner";
import type { Workload } from "../workload";

interface Plan {
  times: number;
  aSecond: number;
  /** Length of the talk. The server is killed at a different point of it each time. */
  ms: number;
}

/** Kills the server with SIGKILL while people talk. Is every acknowledged message there after the restart? */
export const killWorkload = (plan: Plan): Workload => ({
  name: "kill",
  title: `kill -9 while ${count(plan.aSecond)} messages a second are sent, ${plan.times} times`,
  async run(runner) {
    const restartTimes: number[] = [];
    let notReady = 0;
    for (let time = 1; time <= plan.times; time++) {
      const { ready } = await runner.generator.connect({
        from: 0,
        to: runner.crowd.people,
        concurrency: 100,
      });
      notReady += runner.crowd.people - ready;
      restartTimes.push(await killOnce(runner, plan, time));
    }
    const { acked, lost, doubled } = await runner.generator.audit();
    const faults = [
      ...notConnected(notReady),
      ...(acked === 0 ? ["nothing was acknowledged"] : []),
      ...(lost > 0 ? [`${count(lost)} of ${count(acked)} acknowledged messages were lost`] : []),
      ...(doubled > 0 ? [`${count(doubled)} messages were stored twice`] : []),
    ];
    const figures = { acked, lost, doubled, "listening again after ms": Math.max(...restartTimes) };
    return [{ size: `${plan.times} times`, faults, figures }];
  },
});

export const kill = killWorkload({ times: 5, aSecond: 2000, ms: 2000 });

async function killOnce(runner: Runner, { times, aSecond, ms }: Plan, time: number): Promise<number> {
  const { generator, crowd } = runner;
  const talking = generator.talk([
    { name: "all", from: 0, to: crowd.people, nthRoom: 0, count: (aSecond * ms) / 1000, ms },
  ]);
  await Bun.sleep((ms * time) / (times + 1));
  await runner.kill();
  await talking;
  return runner.restart();
}
