import { readFileSync } from "node:fs";

// A minimal parser of Dockerfiles: stages, each with its steps in order.

type Step = { what: string; words: string[] };
export type Stage = { name: string; base: string; steps: Step[] };

export function stagesOf(text: string): Stage[] {
  const stages: Stage[] = [];
  for (const { what, words } of stepsOf(text)) {
    if (what === "FROM") stages.push({ base: words[0]!, name: words[2] ?? "", steps: [] });
    else stages.at(-1)!.steps.push({ what, words });
  }
  return stages;
}

function stepsOf(text: string): Step[] {
  const lines = text.replaceAll(/^\s*#.*\n/gm, "").replaceAll(/\\\n\s*/g, " ");
  return lines.split("\n").flatMap((line) => {
    const [what, ...words] = line.trim().split(/\s+/);
    return what ? [{ what, words }] : [];
  });
}

/** `from` is another stage; without it, the build context. */
export function copyOf(words: string[]) {
  const from = words[0]?.startsWith("--from=") ? words[0].slice("--from=".length) : undefined;
  const paths = from === undefined ? words : words.slice(1);
  return { from, sources: paths.slice(0, -1), target: paths.at(-1)! };
}

/** CMD and similar steps in exec form. */
export const listIn = (words: string[]): string[] => JSON.parse(words.join(" ")) as string[];

/** Tells which paths a .dockerignore lets through: the last matching line decides, and a folder's line matches its content. */
export function ignoreRules(file: string) {
  const lines = readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => line && !line.startsWith("#"));
  const rules = lines.map((line) => {
    const path = line.replace(/^!/, "");
    const glob = new Bun.Glob(path);
    const matches = (tested: string) =>
      glob.match(tested) || glob.match(tested.split("/")[0]!) || tested.startsWith(`${path}/`);
    return { path, matches, isIncluded: path !== line };
  });
  return {
    /** The paths that are explicitly included. */
    all: rules.filter(({ isIncluded }) => isIncluded).map(({ path }) => path),
    isIncluded: (path: string): boolean => rules.findLast(({ matches }) => matches(path))?.isIncluded ?? true,
  };
}
