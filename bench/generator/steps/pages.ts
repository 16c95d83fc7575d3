import { type Client, messagesAt, type Server } from "../client";
import { watch } from "../counts/load";
import { histogram, record, spread } from "../counts/streams";
import type { Paged, Pages } from "../orders";
import { seeded } from "./dice";
import { granted } from "./talk";

/** History pages at random places of random rooms, each by one of its members, open loop. */
export async function pages(clients: Client[], server: Server, order: Pages): Promise<Paged> {
  const { count, ms, head } = order;
  const random = seeded(count + head);
  const waits = histogram();
  let failed = 0;
  const load = watch(server.pid);
  const start = performance.now();
  const get = async (due: number): Promise<void> => {
    const { person, headers } = clients[Math.floor(random() * clients.length)]!;
    const before = 2 + Math.floor(random() * head);
    const url = `${messagesAt(server, person.rooms[0]!)}?before=${before}&limit=50`;
    const response = await fetch(url, { headers }).catch(() => null);
    await response?.text().catch(() => "");
    if (response?.ok) record(waits, performance.now() - due);
    else failed++;
  };
  const all: Promise<void>[] = [];
  for (let index = 0; index < count; index++) {
    const due = start + (index * ms) / count;
    await until(due);
    all.push(get(granted(due, performance.now())));
  }
  await Promise.all(all);
  return { waits: spread(waits), failed, load: load() };
}

const until = async (due: number): Promise<void> => {
  while (performance.now() < due) await Bun.sleep(1);
};
