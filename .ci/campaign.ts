// `bun run campaign NAME`: runs an everyday test with much larger numbers. Variables of the caller override them:
// `CRASHES=50 SEED=7 bun run campaign crash`. The results are in docs/testing.md.
import { join } from "node:path";

import { readTests, classify } from "./blackbox";

interface Campaign {
  // One file, or arguments of `bun test`.
  test?: string | string[];
  // Only the tests of the file whose name contains this.
  name?: string;
  env: Record<string, string>;
  // A browser test, to run afterwards or alone.
  spec?: string;
  // Each stalled reader takes megabytes of kernel memory, unless socket buffers are limited.
  needsSmallBuffers?: boolean;
}

const campaigns: Record<string, Campaign> = {
  away: {
    test: "src/messages/changes/away.test.ts",
    env: { SAID: "100000", CHANGED: "20000", KNOWN: "25000" },
  },
  badges: { env: { SEEDS: "20", SECONDS: "180" }, spec: "badges.spec.ts" },
  bodies: { test: "src/door/floods.test.ts", env: { ENDLESS: "1900", NESTED: "100", CHUNKS: "90000" } },
  crash: { test: "src/messages/crash.test.ts", env: { CRASHES: "1000" } },
  cuts: {
    test: "src/socket/cuts.test.ts",
    name: "sockets cut",
    env: { PEOPLE: "200", ROUNDS: "150", ROUND_MS: "2000" },
  },
  descriptors: { test: "src/socket/descriptors.test.ts", env: { MAY_OPEN: "1500", SAID: "1400" } },
  failover: { test: "src/testing/machines/failover.test.ts", env: { FAILOVERS: "20" } },
  // All tests that use only the public interface, against two machines with accounts on LiteFS.
  full: {
    test: [...classify(await readTests()).outside, "--timeout=30000", "--parallel=2"],
    env: { PROFILE: "machines", ACCOUNTS: "litefs" },
  },
  hogs: { test: "src/socket/hogs.test.ts", env: { SECONDS: "15" } },
  litefs: { test: "src/testing/machines/litefs.test.ts", name: "times", env: { TIMES: "200" } },
  // Kills Redis 100 times and a machine 100 times, and makes MongoDB hang as often.
  machines: {
    test: "src/testing/machines/faults.test.ts",
    name: "rounds",
    env: { ROUNDS: "400", CHANGED: "0" },
  },
  model: { test: "src/messages/model.test.ts", env: { STEPS: "1000000" } },
  changed: { test: "src/messages/changes/crash.test.ts", env: { CRASHES: "1000" } },
  // 5,000 messages in one room are close to what FerretDB can handle.
  mongo: { test: "db/history/mongo.test.ts", env: { CUTS: "200", MESSAGES: "5000" } },
  push: { test: "src/push/owed/killed.test.ts", env: { KILLS: "40" } },
  readers: {
    test: "src/socket/floods.test.ts",
    name: "never read",
    env: { READERS: "1000" },
    needsSmallBuffers: true,
  },
  rolling: {
    test: "src/testing/machines/rolling.test.ts",
    env: { DEPLOYS: "3", SOCKETS: "2000", TABS: "10" },
    spec: "rolling.spec.ts",
  },
  unread: { test: "src/messages/unread.test.ts", env: { UNREAD: "150" } },
};
// A separate network namespace with only loopback, where a socket buffer holds 64 kB at most.
const SMALL_BUFFERS = `ip link set lo up
for way in tcp_rmem tcp_wmem; do echo "4096 16384 65536" > /proc/sys/net/ipv4/$way; done
exec "$@"`;

const chosen = process.argv[2] ?? "";
const campaign = campaigns[chosen];
if (!campaign) throw new Error(`There are ${Object.keys(campaigns).join(", ")}`);
const { test, name, spec } = campaign;
const commands = test ? [["bun", "test", ...[test].flat(), ...(name ? ["-t", name] : [])]] : [];
if (spec) commands.push(["bun", "run", "build"], ["bun", "run", "e2e", spec]);
for (const command of commands) process.exitCode ||= await run(campaign, command);

async function run({ env, needsSmallBuffers }: Campaign, command: string[]): Promise<number> {
  const numbers = Object.entries(env).map(([key, usual]) => `${key}=${process.env[key] ?? usual}`);
  const hasSmallBuffers = needsSmallBuffers === true && process.getuid?.() === 0;
  if (needsSmallBuffers && !hasSmallBuffers)
    console.log("Not root: each reader will take some megabytes of kernel memory.");
  const wrapper = hasSmallBuffers ? ["unshare", "-n", "sh", "-c", SMALL_BUFFERS, "sh"] : [];
  const shown = [...numbers, ...command].map((word) => (word.includes(" ") ? `"${word}"` : word));
  console.log(`${shown.join(" ")}${hasSmallBuffers ? "   (in a separate network namespace)" : ""}`);
  const startedAt = performance.now();
  const child = Bun.spawn([...wrapper, ...command], {
    cwd: join(import.meta.dir, ".."),
    env: { ...env, ...process.env },
    stdio: ["ignore", "inherit", "inherit"],
  });
  const code = await child.exited;
  console.log(
    `${code === 0 ? "passed" : "FAILED"} in ${Math.round((performance.now() - startedAt) / 1000)} s`,
  );
  return code;
}
