// Every suite, then one closing line. A check counts as one test; suites of tests say how many they are in a JUnit
// report.
import { closeSync, openSync } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";

import { whyNoRig } from "../e2e/machines/rig";
import { readTests, sorted } from "./blackbox";
import { type Failure, readReport, type Report, type Tally } from "./report";

interface Suite {
  name: string;
  command: string[];
  env?: Record<string, string>;
  // How long it may take, where that is longer than most.
  minutes?: number;
  // Where its JUnit report will be. Without one the suite is one test.
  report?: string;
}

const root = join(import.meta.dir, "..");
const reports = join(root, "test-results");
// Far beyond the slowest suite: what hangs must still end in a closing line.
const PATIENCE_MIN = 8;
// The machines this runs on have two cores.
const LANES = 2;

const checks = ["check:types", "check:lint", "check:format", "check:dead", "check:api", "check:size"].map(
  oneTest,
);
// What promises how soon it is back is asked on a machine that does nothing else.
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
    // A folder with a dot is only searched where a file is named.
    "./.ci/report.test.ts",
    "./.ci/blackbox.test.ts",
    "./.ci/protocol.test.ts",
    `--path-ignore-patterns=${ALONE}`,
    // What is promised sooner is asked for by `within`.
    "--timeout=30000",
    // Each file in a process of its own, a core each.
    `--parallel=${LANES}`,
    "--reporter=junit",
    `--reporter-outfile=${join(reports, "unit.xml")}`,
  ],
  report: join(reports, "unit.xml"),
  minutes: 15,
};
const e2e: Suite = { ...browsers("e2e"), minutes: 15 };
// What is one person's own is the same on any machine.
const e2eMachines = browsers("e2e machines", ["--grep=@across"], { PROFILE: "machines" });

// The same tests, of those that only come through the doors, before several machines.
const machines: Suite = {
  name: "machines",
  command: [
    "bun",
    "test",
    ...sorted(await readTests()).outside,
    "--timeout=30000",
    `--parallel=${LANES}`,
    "--reporter=junit",
    `--reporter-outfile=${join(reports, "machines.xml")}`,
  ],
  env: { PROFILE: "machines" },
  report: join(reports, "machines.xml"),
};

const results: string[] = [];
// Each by its name and with the first lines of what was said of it, just before the totals: some only keep the end of a
// log.
const failures: Failure[] = [];
const LINES = 25;

await rm(reports, { recursive: true, force: true });
await mkdir(reports, { recursive: true });
const tallies = [
  // First, for the server gives out what was built; last, for browsers want the machine to themselves.
  await run(oneTest("build")),
  // Installed and built once, before many tests at once would want it.
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

// What a rig needs is built and installed here, once. Without it the suite is skipped, but never in CI.
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
  const { isGood, output } = await ended(suite);
  const tally = await tallyOf(suite, isGood);
  if (tally.failed > 0) failures.push(...failuresOf(suite, tally.failures, output));
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  const result = `${tally.failed === 0 ? "ok  " : "FAIL"} ${suite.name.padEnd(12)} ${words(tally)} in ${seconds} s`;
  results.push(result);
  console.log(result);
  if (suite.report || tally.failed > 0) console.log(`\n${indented(output)}\n`);
  return tally;
}

// Suites in two lanes would talk at once: each writes to a file, and is read when it has ended. (With a pipe, a
// grandchild that lives on would keep us waiting.)
async function ended({
  minutes = PATIENCE_MIN,
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
  // No report, or an empty one: it crashed, or it looked in the wrong place.
  if (!tally || sum(tally) === 0) return { ...one, passed: 0, failed: 1 };
  // A file that did not even load is in no report.
  return { ...tally, failed: isGood ? tally.failed : Math.max(tally.failed, 1) };
}

// `output` is all there is of a check, and of a suite that crashed, or of which a file did not even load.
function failuresOf({ name, report }: Suite, failed: Failure[], output: string): Failure[] {
  if (report && failed.length > 0) return failed.map((one) => ({ ...one, name: `${name} ${one.name}` }));
  return [{ name, text: output.trim().split("\n").slice(-LINES).join("\n") }];
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

function words({ passed, failed, skipped }: Tally): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}

// Once more all together, for whoever reads the end of a log first. Answers the exit code.
function close(total: Tally): number {
  const named = failures.map(({ name, text }) => `FAIL ${name}\n${indented(text, LINES)}`);
  console.log(`\n${[...results, "", ...named, words(total)].join("\n")}`);
  return total.failed > 0 || sum(total) === 0 ? 1 : 0;
}
