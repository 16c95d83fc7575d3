import type { Server } from "../client";
import { addressOf } from "../client";
import { watch } from "../counts/load";
import { histogram, record, spread } from "../counts/streams";
import type { Person } from "../dialect";
import type { Paged, Pages } from "../orders";
import { seeded } from "./dice";

/** History pages at random places of random rooms, each by one of its members, open loop. */
export async function pages(people: Person[], server: Server, pids: number[], order: Pages): Promise<Paged> {
  const { count, ms, head } = order;
  const random = seeded(count + head);
  const waits = histogram();
  let failed = 0;
  const load = watch(pids);
  const start = performance.now();
  const get = async (due: number): Promise<void> => {
    const index = Math.floor(random() * people.length);
    const { rooms, accessToken } = people[index]!;
    const before = 2 + Math.floor(random() * head);
    const url = `http://${server.hostname}:${server.port}/api/rooms/${rooms[0]}/messages?before=${before}&limit=50`;
    const headers = { authorization: `Bearer ${accessToken}`, "x-forwarded-for": addressOf(index) };
    const response = await fetch(url, { headers }).catch(() => null);
    await response?.text().catch(() => "");
    if (response?.ok) record(waits, performance.now() - due);
    else failed++;
  };
  const all: Promise<void>[] = [];
  for (let index = 0; index < count; index++) {
    const due = start + (index * ms) / count;
    await until(due);
    all.push(get(Math.min(performance.now(), due + 1.2)));
  }
  await Promise.all(all);
  return { waits: spread(waits), failed, load: load() };
}

const until = async (due: number): Promise<void> => {
  while (performance.now() < due) await Bun.sleep(1);
};
