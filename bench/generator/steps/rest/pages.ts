import { type Client, messagesAt, type Server } from "../../client";
import { measureLoad } from "../../counts/load";
import { histogram, record, summarize } from "../../counts/streams";
import type { PagesResult, Pages } from "../../orders";
import { seededRandom } from "../random";
import { latencyStart } from "../talk";

/** Requests history pages at random positions of random rooms, each as a member of the room. Open loop. */
export async function pages(clients: Client[], server: Server, order: Pages): Promise<PagesResult> {
  const { count, ms, head } = order;
  const random = seededRandom(count + head);
  const latency = histogram();
  let failed = 0;
  const load = measureLoad(server.pid);
  const start = performance.now();
  const get = async (due: number): Promise<void> => {
    const { person, headers } = clients[Math.floor(random() * clients.length)]!;
    const before = 2 + Math.floor(random() * head);
    const url = `${messagesAt(server, person.rooms[0]!)}?before=${before}&limit=50`;
    const response = await fetch(url, { headers }).catch(() => null);
    await response?.text().catch(() => "");
    if (response?.ok) record(latency, performance.now() - due);
    else failed++;
  };
  const all: Promise<void>[] = [];
  for (let index = 0; index < count; index++) {
    const due = start + (index * ms) / count;
    await until(due);
    all.push(get(latencyStart(due, performance.now())));
  }
  await Promise.all(all);
  return { latency: summarize(latency), failed, load: load() };
}

const until = async (due: number): Promise<void> => {
  while (performance.now() < due) await Bun.sleep(1);
};
