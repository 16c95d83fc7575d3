import { readdirSync, readFileSync } from "node:fs";

import { type Child, spawn } from "./programs/owned";

export interface Recipe {
  name: string;
  url: string;
  command: string[];
  env?: Record<string, string | undefined>;
  /** Matches the line that it prints when it is ready. */
  isUp?: RegExp;
}

// Generous, because two cores that build and test at once are slow.
const START_TIMEOUT_MS = 30_000;
const STOP_TIMEOUT_MS = 10_000;
const RESEND_MS = 100;
const LAST_LINES = 40;

/** One program of the rig. It can be stopped in any way and started again at the same address. */
export class Part {
  /** Stops it without waiting for connections. */
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

  /** Resolves when it is ready; throws with the last lines of its output. */
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

  /** SIGKILL: it cannot save anything. Resolves when it has ended. */
  kill = (): Promise<void> => this.end("SIGKILL");

  /** Stops it cleanly; kills it after ten seconds. */
  close = async (): Promise<void> => {
    this.signal("SIGCONT");
    await this.endWithin(STOP_TIMEOUT_MS, ...this.stopSignals);
  };

  /** SIGSTOP: it hangs, and so do its connections. */
  async stop(): Promise<void> {
    this.signal("SIGSTOP");
    // The threads stop one by one, so wait for all.
    while (this.isRunning && !isSuspended(this.pid)) await Bun.sleep(1);
  }
  cont = (): void => this.signal("SIGCONT");

  protected get lastWords(): string {
    return this.output.join("\n");
  }

  /** Called with every line of its output. Returns true for the line that means it is ready. */
  protected onLine(line: string): boolean {
    return this.recipe.isUp?.test(line) ?? false;
  }

  /** Returns its exit code; undefined if it had to be killed. */
  protected async endWithin(ms: number, ...signals: NodeJS.Signals[]): Promise<number | undefined> {
    const timeout = setTimeout(() => this.signal("SIGKILL"), ms);
    // A parent process such as LiteFS may forward only one of two simultaneous signals, so the second is sent again.
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

  /** SIGTERM goes to the process, which stops its children. Any other signal goes to the whole process group. */
  private signal(signal: NodeJS.Signals): void {
    if (this.isRunning) process.kill(signal === "SIGTERM" ? this.pid : -this.pid, signal);
  }

  /** False if the output ends first. Reading continues after that, because a full pipe would block the program. */
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

/** Whether each of its threads is in the state T. */
export function isSuspended(pid: number): boolean {
  return readdirSync(`/proc/${pid}/task`).every((thread) => {
    const stat = readFileSync(`/proc/${pid}/task/${thread}/stat`, "utf8");
    // After the name, which may contain anything.
    return stat.slice(stat.lastIndexOf(")") + 2).startsWith("T");
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
