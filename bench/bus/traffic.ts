import { Redis } from "ioredis";

export interface Traffic {
  /** Bytes. */
  in: number;
  out: number;
  /** Seconds of CPU. */
  cpu: number;
}

/** Network traffic and CPU time of Redis during `work`. */
export async function redisCost(url: string, work: () => Promise<unknown>): Promise<Traffic> {
  const client = new Redis(url);
  const before = await counters(client);
  await work();
  const after = await counters(client);
  client.disconnect();
  return { in: after.in - before.in, out: after.out - before.out, cpu: after.cpu - before.cpu };
}

async function counters(client: Redis): Promise<Traffic> {
  const info = (await client.info("stats")) + (await client.info("cpu"));
  const number = (name: string) => Number(new RegExp(`^${name}:(.*)$`, "m").exec(info)?.[1]);
  return {
    in: number("total_net_input_bytes"),
    out: number("total_net_output_bytes"),
    cpu: number("used_cpu_user") + number("used_cpu_sys"),
  };
}
