import { Redis } from "ioredis";

export interface Traffic {
  /** Bytes. */
  in: number;
  out: number;
  /** Seconds of CPU. */
  cpu: number;
}

/** What Redis had to do while `work` went on. */
export async function measured(url: string, work: () => Promise<unknown>): Promise<Traffic> {
  const asker = new Redis(url);
  const before = await counters(asker);
  await work();
  const after = await counters(asker);
  asker.disconnect();
  return { in: after.in - before.in, out: after.out - before.out, cpu: after.cpu - before.cpu };
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
