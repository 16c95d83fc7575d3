// Every suite, then one closing line. A check counts as one test; suites of tests say how many they are in a JUnit
// report.
import { closeSync, openSync } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";

interface Suite {
  name: string;
  command: string[];
  env?: Record<string, string>;
  // Where its JUnit report will be. Without one the suite is one test.
  report?: string;
}

interface Tally {
  passed: number;
  failed: number;
  skipped: number;
}

const root = join(import.meta.dir, "..");
const reports = join(root, "test-results");
// Far beyond the slowest suite: what hangs must still end in a closing line.
const PATIENCE_MS = 8 * 60_000;
// The machines this runs on have two cores.
const LANES = 2;

const checks = ["check:types", "check:lint", "check:format", "check:dead", "check:api", "check:size"].map(
  oneTest,
);
const unit: Suite = {
  name: "unit",
  command: [
    "bun",
    "test",
    "src",
    "db",
    "bench",
    "client",
    // Each file in a process of its own, a core each.
    `--parallel=${LANES}`,
    "--reporter=junit",
    `--reporter-outfile=${join(reports, "unit.xml")}`,
  ],
  report: join(reports, "unit.xml"),
};
const e2e: Suite = {
  name: "e2e",
  command: ["bun", "run", "e2e", "--reporter=list,junit"],
  env: { PLAYWRIGHT_JUNIT_OUTPUT_FILE: join(reports, "e2e.xml") },
  report: join(reports, "e2e.xml"),
};

const results: string[] = [];

await rm(reports, { recursive: true, force: true });
await mkdir(reports, { recursive: true });
const tallies = [
  // First, for the server gives out what was built; last, for browsers want the machine to themselves.
  await run(oneTest("build")),
  ...(await inLanes(checks)),
  await run(unit),
  await run(e2e),
];
process.exitCode = close(tallies.reduce(add));

function oneTest(script: string): Suite {
  return { name: script, command: ["bun", "run", script] };
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
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  const result = `${tally.failed === 0 ? "ok  " : "FAIL"} ${suite.name.padEnd(12)} ${words(tally)} in ${seconds} s`;
  results.push(result);
  console.log(result);
  if (suite.report || tally.failed > 0) console.log(`\n${output.trim().replaceAll(/^(?=.)/gm, "     ")}\n`);
  return tally;
}

// Suites in two lanes would talk at once: each writes to a file, and is read when it has ended. (With a pipe, a
// grandchild that lives on would keep us waiting.)
async function ended(suite: Suite): Promise<{ isGood: boolean; output: string }> {
  const path = join(reports, `${suite.name.replace(":", "-")}.log`);
  const log = openSync(path, "w");
  const env = { ...process.env, ...suite.env };
  const stdio: ["ignore", number, number] = ["ignore", log, log];
  const child = Bun.spawn(suite.command, { cwd: root, env, stdio, timeout: PATIENCE_MS });
  await child.exited;
  closeSync(log);
  const output = await Bun.file(path).text();
  const end = child.signalCode
    ? `\nended by ${child.signalCode}, ${PATIENCE_MS / 60_000} minutes at most`
    : "";
  return { isGood: child.exitCode === 0, output: output + end };
}

async function tallyOf(suite: Suite, isGood: boolean): Promise<Tally> {
  const one = isGood ? { passed: 1, failed: 0, skipped: 0 } : { passed: 0, failed: 1, skipped: 0 };
  if (!suite.report) return one;
  const tally = await readReport(suite.report);
  // No report, or an empty one: it crashed, or it looked in the wrong place.
  if (!tally || sum(tally) === 0) return { ...one, passed: 0, failed: 1 };
  // A file that did not even load is in no report.
  return { ...tally, failed: isGood ? tally.failed : Math.max(tally.failed, 1) };
}

async function readReport(path: string): Promise<Tally | undefined> {
  if (!(await Bun.file(path).exists())) return undefined;
  const { testsuites } = Bun.XML.parse(await Bun.file(path).text()) as {
    testsuites?: Record<string, string>;
  };
  const number = (name: string) => Number(testsuites?.[`@${name}`] ?? 0);
  const failed = number("failures") + number("errors");
  const skipped = number("skipped");
  return { passed: number("tests") - failed - skipped, failed, skipped };
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
  console.log(`\n${[...results, "", words(total)].join("\n")}`);
  return total.failed > 0 || sum(total) === 0 ? 1 : 0;
}
