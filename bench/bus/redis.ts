import { Redis } from "ioredis";

export interface Traffic {
  /** Bytes. */
  in: number;
  out: number;
  /** Seconds of CPU. */
  cpu: number;
}

/** A Redis of its own, that keeps nothing. */
export async function startRedis(): Promise<{ url: string; close: () => Promise<void> }> {
  const port = 20_000 + (process.pid % 20_000);
  const quiet = ["--save", "", "--appendonly", "no", "--bind", "127.0.0.1", "--loglevel", "warning"];
  const server = Bun.spawn(["redis-server", "--port", String(port), ...quiet], { stdout: "ignore" });
  const url = `redis://127.0.0.1:${port}`;
  const asker = connection(url);
  await asker.ping();
  asker.disconnect();
  const close = async () => {
    server.kill();
    await server.exited;
  };
  return { url, close };
}

/** What Redis had to do while `work` went on. */
export async function measured(url: string, work: () => Promise<unknown>): Promise<Traffic> {
  const asker = connection(url);
  const before = await counters(asker);
  await work();
  const after = await counters(asker);
  asker.disconnect();
  return { in: after.in - before.in, out: after.out - before.out, cpu: after.cpu - before.cpu };
}

function connection(url: string): Redis {
  const redis = new Redis(url, { retryStrategy: () => 50 });
  // Not there yet.
  redis.on("error", () => undefined);
  return redis;
}

async function counters(asker: Redis): Promise<Traffic> {
  const info = (await asker.info("stats")) + (await asker.info("cpu"));
  const number = (name: string) => Number(new RegExp(`^${name}:(.*)$`, "m").exec(info)?.[1]);
  return {
    in: number("total_net_input_bytes"),
    out: number("total_net_output_bytes"),
    cpu: number("used_cpu_user") + number("used_cpu_sys"),
  };
}
