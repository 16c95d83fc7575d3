import { join } from "node:path";

import type {
  AuditResult,
  Connect,
  ConnectResult,
  Order,
  PagesResult,
  Pages,
  IdleResult,
  React,
  ReactResult,
  Storm,
  StormResult,
  StreamPlan,
  Subscribe,
  SubscribeResult,
  Talk,
  TalkResult,
  UploadFiles,
  UploadResult,
} from "./orders";

const MAIN = join(import.meta.dir, "main.ts");

type Answer = { ready?: true; result?: unknown; error?: string };

/** The bench's handle on the load generator process. Runs one order at a time. */
export class Generator {
  private pending = Promise.withResolvers<unknown>();

  private constructor(private readonly child: Bun.Subprocess) {}

  /** `people` is a file with one `Person` per line. `within` is put before the command, to pin the process to a core. */
  static async start(
    server: { url: string; pid: number; dialect: string },
    people: string,
    within: string[],
  ): Promise<Generator> {
    const { url, pid, dialect } = server;
    let generator: Generator | undefined;
    const child = Bun.spawn([...within, process.execPath, MAIN, url, dialect, people, String(pid)], {
      ipc: (answer: Answer) => generator?.settle(answer),
      onExit: () => generator?.pending.reject(new Error("the generator has ended")),
      stdout: "inherit",
      stderr: "inherit",
    });
    generator = new Generator(child);
    await generator.pending.promise;
    return generator;
  }

  connect(order: Omit<Connect, "do">): Promise<ConnectResult> {
    return this.ask({ do: "connect", ...order });
  }
  talk(streams: StreamPlan[], floods?: Talk["floods"]): Promise<TalkResult> {
    return this.ask({ do: "talk", streams, floods });
  }
  idle(seconds: number): Promise<IdleResult> {
    return this.ask({ do: "idle", seconds });
  }
  storm(order: Omit<Storm, "do">): Promise<StormResult> {
    return this.ask({ do: "storm", ...order });
  }
  react(order: Omit<React, "do">): Promise<ReactResult> {
    return this.ask({ do: "react", ...order });
  }
  upload(order: Omit<UploadFiles, "do">): Promise<UploadResult> {
    return this.ask({ do: "upload", ...order });
  }
  subscribe(order: Omit<Subscribe, "do">): Promise<SubscribeResult> {
    return this.ask({ do: "subscribe", ...order });
  }
  /** Reports the server's new pid after a restart. */
  restarted(pid: number): Promise<object> {
    return this.ask({ do: "restarted", pid });
  }
  audit(): Promise<AuditResult> {
    return this.ask({ do: "audit" });
  }
  pages(order: Omit<Pages, "do">): Promise<PagesResult> {
    return this.ask({ do: "pages", ...order });
  }

  async stop(): Promise<void> {
    this.pending.promise.catch(() => undefined);
    this.child.kill();
    await this.child.exited;
  }

  private ask<T>(order: Order): Promise<T> {
    this.pending = Promise.withResolvers();
    this.child.send(order);
    return this.pending.promise as Promise<T>;
  }

  private settle({ result, error }: Answer): void {
    if (error === undefined) this.pending.resolve(result);
    else this.pending.reject(new Error(error));
  }
}
