// `bun run planted`: is it seen when the house is broken? Copies it, puts one fault in at a time, and expects the test
// that should see it to fail; unchanged, the same tests must pass. Prints a table. PLANTED=words runs only what they are in.
import { cpSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { type Fault, faults } from "./planted/faults";

const root = join(import.meta.dir, "..");
const results: string[] = [];
let isGood = true;
for (const fault of faults.filter(({ name }) => name.includes(process.env["PLANTED"] ?? ""))) {
  const begun = performance.now();
  const isRed = await isSeen(fault);
  const isRight = isRed === fault.changes.length > 0;
  isGood &&= isRight;
  const seconds = ((performance.now() - begun) / 1000).toFixed(0);
  const line = `| ${isRight ? "ok" : "**WRONG**"} | ${fault.name} | ${fault.test} | ${isRed ? "red" : "green"} | ${seconds} s |`;
  console.log(line);
  results.push(line);
}
console.log(`\n| | planted | test | was | in |\n|---|---|---|---|---|\n${results.join("\n")}`);
process.exitCode = isGood && results.length > 0 ? 0 : 1;

/** Whether the test fails where this is planted. A fault must be one that compiles: it is not the compiler we ask. */
async function isSeen({ name, test, changes }: Fault): Promise<boolean> {
  const dir = mkdtempSync(join(tmpdir(), "planted-"));
  try {
    copyTo(dir);
    for (const change of changes) await plant(dir, change);
    const types = run(dir, "node_modules/.bin/tsc", "-p", "tsconfig.json");
    if (!types.isGood) throw new Error(`${name} does not compile:\n${types.output}`);
    const { isGood: isGreen, output } = run(dir, "bun", "test", test);
    // What does not even start sees nothing.
    if (!isGreen && !output.includes("(fail)")) throw new Error(`${test} did not run:\n${output}`);
    return !isGreen;
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

function copyTo(dir: string): void {
  const left = new Set(
    ["node_modules", ".git", "dist", "data", "test-results"].map((name) => join(root, name)),
  );
  cpSync(root, dir, { recursive: true, filter: (path) => !left.has(path) });
  symlinkSync(join(root, "node_modules"), join(dir, "node_modules"));
}

async function plant(dir: string, [path, from, to]: Fault["changes"][number]): Promise<void> {
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
