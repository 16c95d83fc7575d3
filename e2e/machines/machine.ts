import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { waitForUnmount, type Node } from "./litefs/node";
import { isSuspended, Part } from "./part";
import { scratch } from "./programs/owned";

export interface MachineOptions {
  name?: string;
  env?: Record<string, string>;
  /** Its DATA_DIR; by default a temporary folder. */
  dir?: string;
  flags?: string[];
  /** Its limit of open files and connections (`ulimit -n`). */
  mayOpen?: number;
  /** Called with every log line, including requests. */
  listener?: (line: LogLine) => void;
  /** The LiteFS node that replicates its accounts and starts it. */
  node?: Node;
}

/** A line of its log. */
export type LogLine = { msg?: string; [field: string]: unknown };

const root = fileURLToPath(new URL("../..", import.meta.url));
const mainOf = (build: string) => join(build, "src/main.ts");

const withOpenFileLimit = (mayOpen: number) => ["sh", "-c", `ulimit -n ${mayOpen} && exec "$@"`, "sh"];

const fly = fileURLToPath(new URL("../../fly.toml", import.meta.url));

/** How long Fly waits after SIGTERM before it kills us, in ms. */
export function killTimeout(): number {
  const [, seconds] = /^kill_timeout = "(\d+)s"$/m.exec(readFileSync(fly, "utf8"))!;
  return 1000 * Number(seconds);
}

/** Our own server as a process, started as users start it. */
export class Machine extends Part {
  readonly dir: string;
  readonly node: Node | undefined;
  /** Its log since the first start, without requests. */
  readonly log: LogLine[] = [];
  /** How long the last start took until it listened, in ms. */
  startedIn = 0;
  // A second signal skips draining: connections that a test has left open need no goodbye.
  protected override readonly stopSignals: NodeJS.Signals[] = ["SIGTERM", "SIGINT"];
  /** The URL of its metrics, on METRICS_PORT. */
  metricsUrl = "";
  private address = "";
  private readonly listener?: (line: LogLine) => void;

  constructor(options: MachineOptions = {}) {
    const { name = "potato", env, dir = scratch(name), flags = [], listener, node, mayOpen } = options;
    // Nothing else of the caller's environment: a REDIS_URL of the shell must not affect a test. Nor must the internet.
    const base = {
      MACHINE: name,
      HOST: "127.0.0.1",
      PORT: "0",
      DATA_DIR: dir,
      LIMITS: "off",
      PREVIEWS: "off",
    };
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

  /** A restart uses the same port, so that its address stays valid. `env` is added to its environment. */
  override async start(env: Record<string, string> = {}): Promise<void> {
    Object.assign(this.recipe.env!, env, this.address && { PORT: new URL(this.address).port });
    if (this.node) await waitForUnmount(this.node);
    const startedAt = performance.now();
    await super.start();
    this.startedIn = performance.now() - startedAt;
  }

  /** Sends one SIGTERM, so that it drains first. Returns its exit code; undefined if it took longer and was killed. */
  leave = (withinMs: number): Promise<number | undefined> => this.endWithin(withinMs, "SIGTERM");

  /** The pid of the server itself; with LiteFS, `pid` is LiteFS. */
  get serverPid(): number {
    if (!this.node) return this.pid;
    const [server] = childrenOf(this.pid);
    if (!server) throw new Error(`LiteFS of ${this.name} has no server`);
    return server;
  }

  /** Sends a signal to LiteFS only. */
  signalNode = (signal: NodeJS.Signals): boolean => process.kill(this.pid, signal);

  /**
   * The server is suspended before LiteFS. A thread that reads from LiteFS' mount is suspended only once LiteFS has answered: if
   * LiteFS were suspended first, the server's other threads would run on, find that it hangs, and end the machine.
   */
  override async stop(): Promise<void> {
    if (this.node) {
      const { serverPid } = this;
      process.kill(serverPid, "SIGSTOP");
      while (this.isRunning && !isSuspended(serverPid)) await Bun.sleep(1);
    }
    await super.stop();
  }

  /** The next start runs the version in this folder. */
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

/** A child is listed with the thread that started it; in a Go program that may be any. */
const childrenOf = (pid: number): number[] =>
  readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
    readFileSync(`/proc/${pid}/task/${thread}/children`, "utf8").split(" ").filter(Boolean).map(Number),
  );

// Before the logger is ready, it may print plain text.
function parsed(line: string): LogLine {
  try {
    return JSON.parse(line) as LogLine;
  } catch {
    return { msg: line };
  }
}
