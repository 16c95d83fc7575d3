import { readFileSync } from "node:fs";

// A Dockerfile, as far as it can be read without Docker: stages, each with its steps in order.

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

/** `from`: another stage; else the folder that is built. */
export function copyOf(words: string[]) {
  const from = words[0]?.startsWith("--from=") ? words[0].slice("--from=".length) : undefined;
  const paths = from === undefined ? words : words.slice(1);
  return { from, sources: paths.slice(0, -1), target: paths.at(-1)! };
}

/** CMD and the like, in the form of a list. */
export const listIn = (words: string[]): string[] => JSON.parse(words.join(" ")) as string[];

/** What a .dockerignore lets through: the last line that fits decides, and what is below a folder fits with it. */
export function passing(file: string) {
  const lines = readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => line && !line.startsWith("#"));
  const rules = lines.map((line) => {
    const path = line.replace(/^!/, "");
    const glob = new Bun.Glob(path);
    const fits = (asked: string) =>
      glob.match(asked) || glob.match(asked.split("/")[0]!) || asked.startsWith(`${path}/`);
    return { path, fits, isLetIn: path !== line };
  });
  return {
    /** By name, what the whole folder comes to. */
    all: rules.filter(({ isLetIn }) => isLetIn).map(({ path }) => path),
    isLetIn: (path: string): boolean => rules.findLast(({ fits }) => fits(path))?.isLetIn ?? true,
  };
}
