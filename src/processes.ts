import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { type Running, useHouse } from "./guests";

// For tests: the server as a process of its own, as people run it, so that it can be ended in any way.

type Line = { msg?: string; [field: string]: unknown };

export interface Process extends Running {
  pid: number;
  /** From its start until it listened, in ms. */
  startedIn: number;
  /** What it has logged, beyond requests. */
  log: Line[];
  /** SIGKILL and SIGTERM resolve once it has ended. */
  kill(signal: "SIGKILL" | "SIGTERM" | "SIGSTOP" | "SIGCONT"): Promise<void>;
}

const main = join(import.meta.dir, "main.ts");

/** Starts a server that guests come to from now on. Resolves when it listens; throws with its last words. */
export async function startProcess(
  env: Record<string, string> = {},
  dir = mkdtempSync(join(tmpdir(), "potato-")),
  ...flags: string[]
): Promise<Process> {
  const started = performance.now();
  const { PATH, HOME } = process.env;
  const base = { PATH, HOME, PORT: "0", DATA_DIR: dir, LIMITS: "off" };
  const child = Bun.spawn(["bun", "--no-env-file", main, ...flags], {
    env: { ...base, ...env },
    stdout: "pipe",
    stderr: "pipe",
  });
  const log: Line[] = [];
  const url = await addressIn(child.stdout, log);
  if (!url) throw new Error(`${await new Response(child.stderr).text()}${JSON.stringify(log)}`);
  const kill: Process["kill"] = async (signal) => {
    child.kill(signal);
    if (signal === "SIGKILL" || signal === "SIGTERM") await child.exited;
  };
  const stop = () => kill("SIGTERM");
  const close = async () => {
    await kill("SIGKILL");
    rmSync(dir, { recursive: true, force: true });
  };
  return useHouse({
    url,
    dir,
    pid: child.pid,
    startedIn: performance.now() - started,
    log,
    kill,
    stop,
    close,
  });
}

/** From the line that says so; undefined where it ends before. All that follows is read on: a full pipe would stop it. */
function addressIn(output: ReadableStream<Uint8Array>, log: Line[]): Promise<string | undefined> {
  const { promise, resolve } = Promise.withResolvers<string | undefined>();
  const take = (line: Line) => {
    if (line.msg === "listening") resolve(String(line["url"]));
    if (line.msg !== "request") log.push(line);
  };
  void readLines(output, take).then(() => resolve(undefined));
  return promise;
}

async function readLines(output: ReadableStream<Uint8Array>, take: (line: Line) => void): Promise<void> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const part of output) {
    const lines = (text + decoder.decode(part, { stream: true })).split("\n");
    text = lines.pop() ?? "";
    for (const line of lines) take(JSON.parse(line) as Line);
  }
}
