import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { measuredFrom, notConnected } from "../../figures";
import { GENERATOR_CORE, type Options, pinTo, type Runner } from "../../runner";
import type { Workload } from "../../workload";

const SECONDS = 30;
const OTHERS_A_SECOND = 200;
// Five, as many as a device is told of without reading: after them it is one a minute.
const IN_LARGE = 5;
const LARGE = 1;
// What is pushed at the end has its time, too.
const LAST_SECONDS = 15;
const PORT = 39_201;

const root = join(import.meta.dir, "../../..");

/** Names that end in `.example` are at this port. */
export const pushedOptions: Options = {
  env: {
    LOCAL_WEB: String(PORT),
    BUN_OPTIONS: `--preload=${join(root, "src/previews/fetch/localWeb.ts")}`,
  },
};

/** Talk in rooms of ten beside messages to a room of all: first without, then with a device of everyone that is pushed to. */
export const pushed: Workload = {
  name: "pushed",
  title:
    "Messages to a room of all, whose members each have a device that is pushed to: the latency of other rooms",
  async run(runner) {
    const people = runner.crowd.people;
    const without = measuredFrom("without", await talk(runner));
    const service = await startService();
    const { subscribed } = await runner.generator.subscribe({ from: 0, to: people, muted: [0] });
    const before = await service.taken();
    const among = measuredFrom("with", await talk(runner));
    await runner.generator.idle(LAST_SECONDS);
    const taken = (await service.taken()) - before;
    service.stop();
    // By each of the others.
    const owed = IN_LARGE * (people - 1);
    const missing = taken < owed ? [`of ${owed} push messages ${taken} were sent`] : [];
    const faults = [...among.faults, ...notConnected(people - subscribed), ...missing];
    return [without, { ...among, faults, figures: { ...among.figures, "push messages": taken } }];
  },
};

const talk = ({ generator, crowd: { people } }: Runner) => {
  const ms = SECONDS * 1000;
  const others = { name: "all", from: 0, to: people, nthRoom: 0, count: OTHERS_A_SECOND * SECONDS, ms };
  const large = { name: "large", from: 0, to: 1, nthRoom: LARGE, count: IN_LARGE, ms, isEven: true };
  return generator.talk([others, large]);
};

async function startService(): Promise<{ taken: () => Promise<number>; stop: () => void }> {
  let answer = Promise.withResolvers<number>();
  const child = Bun.spawn(
    // Elsewhere, as far as the server is concerned.
    [
      ...pinTo(GENERATOR_CORE),
      "bun",
      "--no-env-file",
      fileURLToPath(import.meta.resolve("./service.ts")),
      String(PORT),
    ],
    {
      ipc: ({ taken }: { taken: number }) => answer.resolve(taken),
      onExit: () => answer.reject(new Error("the push service has ended")),
      stdio: ["ignore", "inherit", "inherit"],
    },
  );
  await answer.promise;
  const taken = () => {
    answer = Promise.withResolvers<number>();
    child.send("taken?");
    return answer.promise;
  };
  const stop = () => {
    answer.promise.catch(() => undefined);
    child.kill();
  };
  return { taken, stop };
}
