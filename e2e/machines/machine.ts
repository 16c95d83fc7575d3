import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { waitForUnmount, type Node } from "./litefs/node";
import { Part } from "./part";
import { scratch } from "./programs/owned";

export interface MachineOptions {
  name?: string;
  env?: Record<string, string>;
  /** Its DATA_DIR; else one that is thrown away. */
  dir?: string;
  flags?: string[];
  /** How many files and connections it may have open (`ulimit -n`). */
  mayOpen?: number;
  /** Hears every line of its log, requests too. */
  listener?: (line: LogLine) => void;
  /** What has its accounts from others, and starts it. */
  node?: Node;
}

/** A line of its log. */
export type LogLine = { msg?: string; [field: string]: unknown };

const root = fileURLToPath(new URL("../..", import.meta.url));
const mainOf = (build: string) => join(build, "src/main.ts");

const withOpenFileLimit = (mayOpen: number) => ["sh", "-c", `ulimit -n ${mayOpen} && exec "$@"`, "sh"];

const fly = fileURLToPath(new URL("../../fly.toml", import.meta.url));

/** How long whoever restarts us waits before it kills, in ms. */
export function killTimeout(): number {
  const [, seconds] = /^kill_timeout = "(\d+)s"$/m.exec(readFileSync(fly, "utf8"))!;
  return 1000 * Number(seconds);
}

/** Our own server as a process, as anyone starts it. */
export class Machine extends Part {
  readonly dir: string;
  readonly node: Node | undefined;
  /** What it has logged since it was started first, beyond requests. */
  readonly log: LogLine[] = [];
  /** From its last start until it listened, in ms. */
  startedIn = 0;
  // Told twice, it waits for nobody: what a test has left open is no one's chat.
  protected override readonly stopSignals: NodeJS.Signals[] = ["SIGTERM", "SIGINT"];
  /** Where METRICS_PORT has it measured. */
  metricsUrl = "";
  private address = "";
  private readonly listener?: (line: LogLine) => void;

  constructor(options: MachineOptions = {}) {
    const { name = "potato", env, dir = scratch(name), flags = [], listener, node, mayOpen } = options;
    // Nothing else of the caller's environment: a REDIS_URL in somebody's shell is no part of a test.
    const base = { MACHINE: name, HOST: "127.0.0.1", PORT: "0", DATA_DIR: dir, LIMITS: "off" };
    super({
      name,
      url: "",
      command: [
        ...(node?.command ?? []),
        ...(mayOpen ? withOpenFileLimit(mayOpen) : []),
        "bun",
        "--no-env-file",
        mainOf(root),
        ...flags,
      ],
      env: { ...base, ...node?.env, ...env },
    });
    this.dir = dir;
    this.listener = listener;
    this.node = node;
  }

  override get url(): string {
    return this.address;
  }

  /** Once more, it is where it was: those who knew its address find it. `env` adds to what it was started with. */
  override async start(env: Record<string, string> = {}): Promise<void> {
    Object.assign(this.recipe.env!, env, this.address && { PORT: new URL(this.address).port });
    if (this.node) await waitForUnmount(this.node);
    const startedAt = performance.now();
    await super.start();
    this.startedIn = performance.now() - startedAt;
  }

  /** Told once, it sees to its people first. Answers its exit code; none where that took longer and it was killed. */
  leave = (withinMs: number): Promise<number | undefined> => this.endWithin(withinMs, "SIGTERM");

  /** The server itself, where LiteFS has started it. */
  get serverPid(): number {
    return this.node ? Number(readFileSync(`/proc/${this.pid}/task/${this.pid}/children`, "utf8")) : this.pid;
  }

  /** To its LiteFS alone. */
  signalNode = (signal: NodeJS.Signals): boolean => process.kill(this.pid, signal);

  /** From its next start on it is what was built there. */
  upgrade(build: string): void {
    const { command } = this.recipe;
    command[command.findIndex((word) => word.endsWith("main.ts"))] = mainOf(build);
  }

  protected override onLine(line: string): boolean {
    const entry = parsed(line);
    this.listener?.(entry);
    if (entry.msg !== "request") this.log.push(entry);
    if (entry.msg !== "listening") return false;
    this.address = String(entry["url"]);
    this.metricsUrl = String(entry["metrics"]);
    return true;
  }
}

// Before it has a log, it may say something in plain words.
function parsed(line: string): LogLine {
  try {
    return JSON.parse(line) as LogLine;
  } catch {
    return { msg: line };
  }
}
