// `bun run mutants`: mutation testing by hand-picked mutants. Copies the project, applies one mutant at a time, and expects
// its test to fail; without a mutant, the same tests must pass. Prints a table. MUTANT=words runs only those whose name has
// these words.
import { cpSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { changeMutants } from "./mutants/changes";
import type { Mutant } from "./mutants/mutant";
import { pageMutants } from "./mutants/page";
import { pushMutants } from "./mutants/push";
import { searchMutants } from "./mutants/search";
import { serverMutants } from "./mutants/server";

const root = join(import.meta.dir, "..");
const results: string[] = [];
let isGood = true;
for (const mutant of [
  ...serverMutants,
  ...changeMutants,
  ...pageMutants,
  ...searchMutants,
  ...pushMutants,
].filter(({ name }) => name.includes(process.env["MUTANT"] ?? ""))) {
  const startedAt = performance.now();
  const isRed = await isKilled(mutant);
  const isRight = isRed === mutant.changes.length > 0;
  isGood &&= isRight;
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(0);
  const line = `| ${isRight ? "ok" : "**WRONG**"} | ${mutant.name} | ${mutant.test} | ${isRed ? "red" : "green"} | ${seconds} s |`;
  console.log(line);
  results.push(line);
}
console.log(`\n| | mutant | test | was | in |\n|---|---|---|---|---|\n${results.join("\n")}`);
process.exitCode = isGood && results.length > 0 ? 0 : 1;

/** Whether the test fails with this mutant. A mutant must compile: the compiler is not under test. */
async function isKilled({ name, test, changes }: Mutant): Promise<boolean> {
  const dir = mkdtempSync(join(tmpdir(), "mutant-"));
  try {
    copyTo(dir);
    for (const change of changes) await apply(dir, change);
    const types = run(dir, "node_modules/.bin/tsc", "-p", "tsconfig.json");
    if (!types.isGood) throw new Error(`${name} does not compile:\n${types.output}`);
    const { isGood: isGreen, output } = run(dir, "bun", "test", test);
    // A test that does not start has not killed the mutant.
    if (!isGreen && !output.includes("(fail)")) throw new Error(`${test} did not run:\n${output}`);
    return !isGreen;
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

function copyTo(dir: string): void {
  const excluded = new Set(
    ["node_modules", ".git", "dist", "data", "test-results"].map((name) => join(root, name)),
  );
  cpSync(root, dir, { recursive: true, filter: (path) => !excluded.has(path) });
  symlinkSync(join(root, "node_modules"), join(dir, "node_modules"));
}

async function apply(dir: string, [path, from, to]: Mutant["changes"][number]): Promise<void> {
  const file = join(dir, path);
  const parts = (await Bun.file(file).text()).split(from);
  if (parts.length !== 2) throw new Error(`${parts.length - 1} times in ${path}: ${from}`);
  await Bun.write(file, parts.join(to));
}

function run(cwd: string, ...command: string[]): { isGood: boolean; output: string } {
  const env = { ...process.env, SEARCH: "no" };
  const { exitCode, stdout, stderr } = Bun.spawnSync(command, { cwd, env });
  return { isGood: exitCode === 0, output: `${stdout.toString()}${stderr.toString()}` };
}
