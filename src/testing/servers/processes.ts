import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { type LogLine, Machine } from "../../../e2e/machines/machine";
import { type Running, useHouse } from "../people/guests";

// For tests: the server as a separate process, as in production, so that it can be killed in any way.

export interface Process extends Running {
  pid: number;
  /** Time from its start until it listened, in ms. */
  startedIn: number;
  /** Its log lines, except those of requests. */
  log: LogLine[];
  /** SIGKILL and SIGTERM resolve once it has ended. */
  kill(signal: "SIGKILL" | "SIGTERM" | "SIGSTOP" | "SIGCONT"): Promise<void>;
}

/** Starts a server that guests use from now on. Resolves when it listens; a failure throws with its last output. */
export async function startProcess(
  env: Record<string, string> = {},
  dir = mkdtempSync(join(tmpdir(), "potato-")),
  ...flags: string[]
): Promise<Process> {
  const machine = new Machine({ env, dir, flags });
  await machine.start();
  const ways = {
    SIGKILL: machine.kill,
    SIGTERM: machine.close,
    SIGSTOP: () => machine.stop(),
    SIGCONT: machine.cont,
  };
  const close = async () => {
    await machine.kill();
    rmSync(dir, { recursive: true, force: true });
  };
  const { url, pid, startedIn, log, name } = machine;
  const kill: Process["kill"] = async (signal) => ways[signal]();
  return useHouse({ url, dir, machines: [name], pid, startedIn, log, kill, stop: machine.close, close });
}
