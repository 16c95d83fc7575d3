import { join } from "node:path";

import type {
  Audited,
  Connect,
  Connected,
  Order,
  Paged,
  Pages,
  Rested,
  Storm,
  Stormed,
  StreamPlan,
  Talk,
  Talked,
} from "./orders";

const MAIN = join(import.meta.dir, "main.ts");

type Answer = { ready?: true; result?: unknown; error?: string };

/** The bench's end of its load generator: one order at a time. */
export class Generator {
  private answered = Promise.withResolvers<unknown>();

  private constructor(private readonly child: Bun.Subprocess) {}

  /** Of these people (a file of `Person`, a line each) against a server; `within` comes before its command: its core. */
  static async start(
    server: { url: string; pid: number; dialect: string },
    people: string,
    within: string[],
  ): Promise<Generator> {
    const { url, pid, dialect } = server;
    let generator: Generator | undefined;
    const child = Bun.spawn([...within, process.execPath, MAIN, url, dialect, people, String(pid)], {
      ipc: (answer: Answer) => generator?.settle(answer),
      onExit: () => generator?.answered.reject(new Error("the generator has ended")),
      stdout: "inherit",
      stderr: "inherit",
    });
    generator = new Generator(child);
    await generator.answered.promise;
    return generator;
  }

  connect(order: Omit<Connect, "do">): Promise<Connected> {
    return this.ask({ do: "connect", ...order });
  }
  talk(streams: StreamPlan[], floods?: Talk["floods"]): Promise<Talked> {
    return this.ask({ do: "talk", streams, floods });
  }
  rest(seconds: number): Promise<Rested> {
    return this.ask({ do: "rest", seconds });
  }
  storm(order: Omit<Storm, "do">): Promise<Stormed> {
    return this.ask({ do: "storm", ...order });
  }
  /** After the server was ended and has started again. */
  restarted(pid: number): Promise<object> {
    return this.ask({ do: "restarted", pid });
  }
  audit(): Promise<Audited> {
    return this.ask({ do: "audit" });
  }
  pages(order: Omit<Pages, "do">): Promise<Paged> {
    return this.ask({ do: "pages", ...order });
  }

  async stop(): Promise<void> {
    this.answered.promise.catch(() => undefined);
    this.child.kill();
    await this.child.exited;
  }

  private ask<T>(order: Order): Promise<T> {
    this.answered = Promise.withResolvers();
    this.child.send(order);
    return this.answered.promise as Promise<T>;
  }

  private settle({ result, error }: Answer): void {
    if (error === undefined) this.answered.resolve(result);
    else this.answered.reject(new Error(error));
  }
}
