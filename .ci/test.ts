// Runs every suite, then prints one closing line. A check counts as one test; test suites write their counts to a JUnit
// report.
import { closeSync, openSync, readdirSync } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";

import { whyNoRig } from "../e2e/machines/rig";
import { readTests, classify } from "./blackbox";
import { type Failure, readReport, type Report, type Tally } from "./report";

interface Suite {
  name: string;
  command: string[];
  env?: Record<string, string>;
  // Timeout in minutes, if it is longer than the default.
  minutes?: number;
  // The path of its JUnit report. A suite without one counts as one test.
  report?: string;
}

const root = join(import.meta.dir, "..");
const reports = join(root, "test-results");
// Far longer than the slowest suite. Even if a suite hangs, the run must print its closing line.
const TIMEOUT_MIN = 8;
// CI machines have two cores.
const LANES = 2;

const checks = ["check:types", "check:lint", "check:format", "check:dead", "check:api", "check:size"].map(
  oneTest,
);
// This test measures restart times, so nothing else may run beside it.
const ALONE = "src/messages/crash.test.ts";
const alone: Suite = {
  name: "alone",
  command: [
    "bun",
    "test",
    ALONE,
    "--timeout=30000",
    "--reporter=junit",
    `--reporter-outfile=${join(reports, "alone.xml")}`,
  ],
  report: join(reports, "alone.xml"),
};
const unit: Suite = {
  name: "unit",
  command: [
    "bun",
    "test",
    "src",
    "db",
    "bench",
    "client",
    "deploy",
    "docs",
    "e2e/machines",
    // Bun does not search folders that begin with a dot, so these files are named.
    ...readdirSync(import.meta.dir)
      .filter((name) => name.endsWith(".test.ts"))
      .map((name) => `./.ci/${name}`),
    `--path-ignore-patterns=${ALONE}`,
    // Tests of shorter deadlines use `within`.
    "--timeout=30000",
    // Each file in a separate process, one per core.
    `--parallel=${LANES}`,
    "--reporter=junit",
    `--reporter-outfile=${join(reports, "unit.xml")}`,
  ],
  report: join(reports, "unit.xml"),
  minutes: 15,
};
const e2e: Suite = { ...browsers("e2e"), minutes: 25 };
// Only tests tagged @across can behave differently on several machines.
const e2eMachines = { ...browsers("e2e machines", ["--grep=@across"], { PROFILE: "machines" }), minutes: 15 };

// The tests that use only the public interface, against several machines.
const machines: Suite = {
  name: "machines",
  command: [
    "bun",
    "test",
    ...classify(await readTests()).outside,
    "--timeout=30000",
    `--parallel=${LANES}`,
    "--reporter=junit",
    `--reporter-outfile=${join(reports, "machines.xml")}`,
  ],
  env: { PROFILE: "machines" },
  report: join(reports, "machines.xml"),
};

const results: string[] = [];
// Each failure's name and first lines are printed just before the totals, because some readers only keep the end of a log.
const failures: Failure[] = [];
const FAILURE_LINES = 25;

await rm(reports, { recursive: true, force: true });
await mkdir(reports, { recursive: true });
const tallies = [
  // The build comes first, because the server serves it. Browser tests come last, because they need the whole machine.
  await run(oneTest("build")),
  // Installs and builds what the rig needs, before many tests need it at once.
  ...(await inLanes([
    { name: "parts", command: ["bun", "run", "machines", "--prepare"], minutes: 20 },
    ...checks,
  ])),
  await run(alone),
  await run(unit),
  await runOnRig(machines),
  await run(e2e),
  await runOnRig(e2eMachines),
];
process.exitCode = close(tallies.reduce(add));

function oneTest(script: string): Suite {
  return { name: script, command: ["bun", "run", script] };
}

function browsers(name: string, which: string[] = [], env: Record<string, string> = {}): Suite {
  const report = join(reports, `${name.replace(" ", "-")}.xml`);
  const command = ["bun", "run", "e2e", ...which, "--reporter=list,junit"];
  return { name, command, env: { ...env, PLAYWRIGHT_JUNIT_OUTPUT_FILE: report }, report };
}

// Installs and builds what a rig needs. If that is impossible, the suite is skipped, but never in CI.
async function runOnRig(suite: Suite): Promise<Tally> {
  try {
    const reason = await whyNoRig();
    if (!reason) return await run(suite);
    results.push(`skip ${suite.name.padEnd(12)} ${reason}`);
    return { passed: 0, failed: 0, skipped: 1 };
  } catch (error) {
    results.push(`FAIL ${suite.name.padEnd(12)} ${String(error)}`);
    failures.push({ name: suite.name, text: String(error) });
    return { passed: 0, failed: 1, skipped: 0 };
  }
}

async function inLanes(suites: Suite[]): Promise<Tally[]> {
  const waiting = suites.values();
  const lane = async () => {
    const done: Tally[] = [];
    for (const suite of waiting) done.push(await run(suite));
    return done;
  };
  return (await Promise.all(Array.from({ length: LANES }, lane))).flat();
}

async function run(suite: Suite): Promise<Tally> {
  const started = performance.now();
  const { isGood, output } = await runToEnd(suite);
  const tally = await tallyOf(suite, isGood);
  if (tally.failed > 0) failures.push(...failuresOf(suite, tally.failures, output));
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  const result = `${tally.failed === 0 ? "ok  " : "FAIL"} ${suite.name.padEnd(12)} ${summaryOf(tally)} in ${seconds} s`;
  results.push(result);
  console.log(result);
  if (suite.report || tally.failed > 0) console.log(`\n${indented(output)}\n`);
  return tally;
}

// The output of suites that run in parallel would be mixed, so each writes to a file, which is read when it has ended.
// (With a pipe, a grandchild that stays alive would block us.)
async function runToEnd({
  minutes = TIMEOUT_MIN,
  ...suite
}: Suite): Promise<{ isGood: boolean; output: string }> {
  const path = join(reports, `${suite.name.replace(":", "-")}.log`);
  const log = openSync(path, "w");
  const env = { ...process.env, ...suite.env };
  const stdio: ["ignore", number, number] = ["ignore", log, log];
  const child = Bun.spawn(suite.command, { cwd: root, env, stdio, timeout: minutes * 60_000 });
  await child.exited;
  closeSync(log);
  const output = await Bun.file(path).text();
  const end = child.signalCode ? `\nended by ${child.signalCode}, ${minutes} minutes at most` : "";
  return { isGood: child.exitCode === 0, output: output + end };
}

async function tallyOf(suite: Suite, isGood: boolean): Promise<Report> {
  const one = { passed: Number(isGood), failed: Number(!isGood), skipped: 0, failures: [] };
  if (!suite.report) return one;
  const tally = await readReport(suite.report);
  // No report, or an empty one: the suite crashed, or found no tests.
  if (!tally || sum(tally) === 0) return { ...one, passed: 0, failed: 1 };
  // A file that failed to load is not in the report.
  return { ...tally, failed: isGood ? tally.failed : Math.max(tally.failed, 1) };
}

// A check, a suite that crashed, and a file that failed to load have no report, only `output`.
function failuresOf({ name, report }: Suite, failed: Failure[], output: string): Failure[] {
  if (report && failed.length > 0) return failed.map((one) => ({ ...one, name: `${name} ${one.name}` }));
  return [{ name, text: output.trim().split("\n").slice(-FAILURE_LINES).join("\n") }];
}

function indented(text: string, lines = Infinity): string {
  return text
    .trim()
    .split("\n")
    .slice(0, lines)
    .join("\n")
    .replaceAll(/^(?=.)/gm, "     ");
}

function add(one: Tally, other: Tally): Tally {
  return {
    passed: one.passed + other.passed,
    failed: one.failed + other.failed,
    skipped: one.skipped + other.skipped,
  };
}

function sum({ passed, failed, skipped }: Tally): number {
  return passed + failed + skipped;
}

function summaryOf({ passed, failed, skipped }: Tally): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}

// Prints all results together at the end of the log. Returns the exit code.
function close(total: Tally): number {
  const named = failures.map(({ name, text }) => `FAIL ${name}\n${indented(text, FAILURE_LINES)}`);
  console.log(`\n${[...results, "", ...named, summaryOf(total)].join("\n")}`);
  return total.failed > 0 || sum(total) === 0 ? 1 : 0;
}
