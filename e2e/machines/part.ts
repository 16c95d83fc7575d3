import { readdirSync, readFileSync } from "node:fs";

import { type Child, spawn } from "./programs/owned";

export interface Recipe {
  name: string;
  url: string;
  command: string[];
  env?: Record<string, string | undefined>;
  /** The line by which it says that it can be used. */
  isUp?: RegExp;
}

// A start beyond this has failed. Two cores that build and test at once are slow.
const START_TIMEOUT_MS = 30_000;
const STOP_TIMEOUT_MS = 10_000;
const RESEND_MS = 100;
const LAST_LINES = 40;

/** One program of the rig. It can be ended and started again in any way, and is where it was before. */
export class Part {
  /** What tells it to go, with nobody to wait for. */
  protected readonly stopSignals: NodeJS.Signals[] = ["SIGTERM"];
  private child: Child | undefined;
  private isExpectedToRun = false;
  private output: string[] = [];

  constructor(protected readonly recipe: Recipe) {}

  get name(): string {
    return this.recipe.name;
  }

  get url(): string {
    return this.recipe.url;
  }

  get pid(): number {
    return this.child?.pid ?? 0;
  }

  get isRunning(): boolean {
    return this.child?.exitCode === null && this.child.signalCode === null;
  }

  /** Resolves once it can be used; throws with its last words. */
  async start(): Promise<void> {
    const { command, env, name } = this.recipe;
    const { PATH, HOME } = process.env;
    this.output = [];
    const child = spawn(command, { PATH, HOME, ...env });
    this.child = child;
    const timeout = setTimeout(() => child.kill("SIGKILL"), START_TIMEOUT_MS);
    this.isExpectedToRun = await this.isUpIn(child.stdout);
    clearTimeout(timeout);
    void child.exited.then((code) => this.isExpectedToRun && this.child === child && this.reportEnd(code));
    if (this.isExpectedToRun) return;
    await child.exited;
    throw new Error(`${name} did not start:\n${this.lastWords}`);
  }

  /** Nothing is asked, nothing is saved. Resolves when it is gone. */
  kill = (): Promise<void> => this.end("SIGKILL");

  /** Told to go, it ends as it should; after ten seconds, it is made to. */
  close = async (): Promise<void> => {
    this.signal("SIGCONT");
    await this.endWithin(STOP_TIMEOUT_MS, ...this.stopSignals);
  };

  /** It hangs, and its sockets with it. */
  stop = (): void => {
    this.signal("SIGSTOP");
    // Its threads stop one after the other.
    while (this.isRunning && threadsOf(this.pid).some((state) => state !== "T"));
  };
  cont = (): void => this.signal("SIGCONT");

  protected get lastWords(): string {
    return this.output.join("\n");
  }

  /** Hears all that it says; true for the line by which it is up. */
  protected onLine(line: string): boolean {
    return this.recipe.isUp?.test(line) ?? false;
  }

  /** Answers its exit code; none where it had to be killed. */
  protected async endWithin(ms: number, ...signals: NodeJS.Signals[]): Promise<number | undefined> {
    const timeout = setTimeout(() => this.signal("SIGKILL"), ms);
    // Of two that come at once, whoever stands before it may pass on only one.
    const [, second] = signals;
    const resend = second && setInterval(() => this.signal(second), RESEND_MS);
    await this.end(...signals);
    clearTimeout(timeout);
    clearInterval(resend);
    return this.child?.exitCode ?? undefined;
  }

  private async end(...signals: NodeJS.Signals[]): Promise<void> {
    this.isExpectedToRun = false;
    for (const signal of signals) this.signal(signal);
    await this.child?.exited;
  }

  /** What is asked to go tells its own children; anything else comes to all of them at once. */
  private signal(signal: NodeJS.Signals): void {
    if (this.isRunning) process.kill(signal === "SIGTERM" ? this.pid : -this.pid, signal);
  }

  /** False where it ends before. All that follows is read on: a full pipe would stop it. */
  private isUpIn(output: ReadableStream<Uint8Array>): Promise<boolean> {
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const read = async () => {
      for await (const line of linesOf(output)) {
        this.output = [...this.output.slice(1 - LAST_LINES), line];
        if (this.onLine(line)) resolve(true);
      }
    };
    void read().then(() => resolve(false));
    return promise;
  }

  private reportEnd(code: number): void {
    console.error(`${this.recipe.name} ended by itself with ${code}:\n${this.lastWords}`);
  }
}

/** What each is doing: R, S, D, T (stopped) … */
function threadsOf(pid: number): string[] {
  return readdirSync(`/proc/${pid}/task`).map((thread) => {
    const stat = readFileSync(`/proc/${pid}/task/${thread}/stat`, "utf8");
    // Behind its name, which may hold anything.
    return stat.slice(stat.lastIndexOf(")") + 2)[0]!;
  });
}

async function* linesOf(output: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const part of output) {
    const lines = (text + decoder.decode(part, { stream: true })).split("\n");
    text = lines.pop() ?? "";
    yield* lines;
  }
  if (text) yield text;
}
