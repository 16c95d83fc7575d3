// `bun run campaign NAME`: a test of every day, run for as long as its number says. What is given by hand wins:
// `CRASHES=50 SEED=7 bun run campaign crash`. The results stand in docs/testing.md.
import { join } from "node:path";

import { readTests, sorted } from "./blackbox";

interface Campaign {
  // One file; or whatever else `bun test` is told.
  test: string | string[];
  // The one test of the file that is meant, where there are several.
  name?: string;
  env: Record<string, string>;
  // What browsers see of the same, afterwards.
  spec?: string;
  // Each reader takes megabytes of the kernel, unless it may give a socket no more than a little.
  isInSmallKernel?: boolean;
}

const campaigns: Record<string, Campaign> = {
  bodies: { test: "src/door/floods.test.ts", env: { ENDLESS: "1900", NESTED: "100", CHUNKS: "90000" } },
  crash: { test: "src/messages/crash.test.ts", env: { CRASHES: "1000" } },
  cuts: {
    test: "src/socket/cuts.test.ts",
    name: "sockets cut",
    env: { PEOPLE: "200", ROUNDS: "150", ROUND_MS: "2000" },
  },
  descriptors: { test: "src/socket/descriptors.test.ts", env: { MAY_OPEN: "1500", SAID: "1400" } },
  failover: { test: "src/testing/machines/failover.test.ts", env: { FAILOVERS: "20" } },
  // All that asks only through the doors, before two machines with accounts on LiteFS.
  full: {
    test: [...sorted(await readTests()).outside, "--timeout=30000", "--parallel=2"],
    env: { PROFILE: "machines", ACCOUNTS: "litefs" },
  },
  hogs: { test: "src/socket/hogs.test.ts", env: { SECONDS: "15" } },
  litefs: { test: "src/testing/machines/litefs.test.ts", name: "times", env: { TIMES: "200" } },
  // Redis is killed 100 times in it, as is a machine, and MongoDB hangs as often.
  machines: { test: "src/testing/machines/faults.test.ts", name: "rounds", env: { ROUNDS: "400" } },
  model: { test: "src/messages/model.test.ts", env: { STEPS: "1000000" } },
  // 5,000 messages in one room are much for FerretDB.
  mongo: { test: "db/history/mongo.test.ts", env: { CUTS: "200", MESSAGES: "5000" } },
  readers: {
    test: "src/socket/floods.test.ts",
    name: "never read",
    env: { READERS: "1000" },
    isInSmallKernel: true,
  },
  rolling: {
    test: "src/testing/machines/rolling.test.ts",
    env: { DEPLOYS: "3", SOCKETS: "2000", TABS: "10" },
    spec: "rolling.spec.ts",
  },
  unread: { test: "src/messages/unread.test.ts", env: { UNREAD: "150" } },
};
// A network of its own, loopback only, in which a socket holds 64 kB at most.
const SMALL_KERNEL = `ip link set lo up
for way in tcp_rmem tcp_wmem; do echo "4096 16384 65536" > /proc/sys/net/ipv4/$way; done
exec "$@"`;

const chosen = process.argv[2] ?? "";
const campaign = campaigns[chosen];
if (!campaign) throw new Error(`There are ${Object.keys(campaigns).join(", ")}`);
const { test, name, spec } = campaign;
const commands = [["bun", "test", ...[test].flat(), ...(name ? ["-t", name] : [])]];
if (spec) commands.push(["bun", "run", "build"], ["bun", "run", "e2e", spec]);
for (const command of commands) process.exitCode ||= await run(campaign, command);

async function run({ env, isInSmallKernel }: Campaign, command: string[]): Promise<number> {
  const numbers = Object.entries(env).map(([key, given]) => `${key}=${process.env[key] ?? given}`);
  const isSmall = isInSmallKernel === true && process.getuid?.() === 0;
  if (isInSmallKernel && !isSmall)
    console.log("Not root: each reader will take some megabytes of the kernel.");
  const within = isSmall ? ["unshare", "-n", "sh", "-c", SMALL_KERNEL, "sh"] : [];
  const words = [...numbers, ...command].map((word) => (word.includes(" ") ? `"${word}"` : word));
  console.log(`${words.join(" ")}${isSmall ? "   (in a network of its own)" : ""}`);
  const begun = performance.now();
  const child = Bun.spawn([...within, ...command], {
    cwd: join(import.meta.dir, ".."),
    env: { ...env, ...process.env },
    stdio: ["ignore", "inherit", "inherit"],
  });
  const code = await child.exited;
  console.log(`${code === 0 ? "passed" : "FAILED"} in ${Math.round((performance.now() - begun) / 1000)} s`);
  return code;
}
