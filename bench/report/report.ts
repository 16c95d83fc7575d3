// `bun bench/report/report.ts results/<date>.json [--readme]`: writes a run's Markdown and plots again from its JSON; with
// `--readme` also the table in both READMEs.
import { existsSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { parseArgs } from "node:util";

import type { Run } from "../result";
import { dateOf } from "./figures";
import { headline, insertBetweenMarkers } from "./headline";
import { markdown } from "./markdown";
import { plotsOf } from "./plots/plots";
import { english, korean } from "./words";

const root = join(import.meta.dir, "../..");

/** Writes a run's JSON, Markdown and plots to `folder`. Returns the Markdown's path. */
export async function write(run: Run, folder: string): Promise<string> {
  await Bun.write(join(folder, `${dateOf(run)}.json`), json(run));
  return draw(run, folder);
}

/** Writes the headline between the markers of both READMEs. */
export async function writeReadmes(run: Run, folder = root): Promise<void> {
  for (const [name, words] of [
    ["README.md", english],
    ["README.ko.md", korean],
  ] as const) {
    const path = join(folder, name);
    await Bun.write(path, insertBetweenMarkers(await Bun.file(path).text(), headline(run, words)));
  }
}

async function draw(run: Run, folder: string): Promise<string> {
  const plots = plotsOf(run, dateOf(run));
  await Promise.all(plots.map(({ file, svg }) => Bun.write(join(folder, file), svg)));
  const path = join(folder, `${dateOf(run)}.md`);
  await Bun.write(path, markdown(run, plots));
  return path;
}

// One result per line, so that a diff of two runs shows which differ.
function json({ results, ...run }: Run): string {
  const lines = results.map((one) => `    ${JSON.stringify(one)}`);
  return `${JSON.stringify(run, null, 2).slice(0, -2)},\n  "results": [\n${lines.join(",\n")}\n  ]\n}\n`;
}

if (import.meta.main) {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { readme: { type: "boolean" } },
  });
  const [given] = positionals;
  if (!given) throw new Error("which run? bun bench/report/report.ts bench/results/<date>.json [--readme]");
  const path = existsSync(given) ? given : join(root, "bench/results", basename(given));
  const run = (await Bun.file(path).json()) as Run;
  console.log(await draw(run, dirname(path)));
  if (values.readme) await writeReadmes(run);
}
