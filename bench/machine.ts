import { cpus, release, totalmem } from "node:os";

import { $ } from "bun";

import packages from "../package.json";
import { find } from "./peers/programs";
import type { Run } from "./result";

type About = Pick<Run, "startedAt" | "seconds" | "command" | "commit" | "machine" | "versions">;

/** The machine, the versions and the command of a run that started at `started`. */
export async function describeRun(started: number): Promise<About> {
  const { elysia } = packages.dependencies;
  const { "socket.io": socketio } = packages.devDependencies;
  return {
    startedAt: new Date(started).toISOString(),
    seconds: Math.round((Date.now() - started) / 1000),
    command: commandLine(process.argv.slice(2)),
    commit: await firstLineOf("git", "describe", "--always", "--dirty"),
    machine: {
      cpu: cpus()[0]?.model ?? "",
      cores: cpus().length,
      memoryMB: Math.round(totalmem() / 1024 / 1024),
      kernel: release(),
    },
    versions: {
      Bun: Bun.version,
      Elysia: elysia,
      "Socket.IO": socketio,
      "Node.js": await firstLineOf("node", "--version"),
      Go: await firstLineOf("go", "version"),
      Java: await firstLineOf("java", "--version"),
    },
  };
}

/** Quoted for a shell. */
const commandLine = (words: string[]): string =>
  ["bun run bench", ...(words.length > 0 ? ["--"] : []), ...words.map((word) => $.escape(word))].join(" ");

/** The first line of a program's output. */
async function firstLineOf(program: string, ...words: string[]): Promise<string> {
  const path = program === "git" ? "git" : find(program);
  if (!path) return "not here";
  const { stdout } = await $`${path} ${words}`.nothrow().quiet();
  return stdout.toString().split("\n")[0]!.trim();
}
