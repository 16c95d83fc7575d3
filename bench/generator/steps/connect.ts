import { Client, type Server } from "../client";
import { drainIncidents } from "../counts/incidents";
import { watch } from "../counts/load";
import { histogram, record, spread } from "../counts/streams";
import type { Connect, Connected } from "../orders";

// Of a server that has stopped answering, all together wait no longer.
const PATIENCE_MS = 90_000;

/** Brings in who is not there yet, so many at a time; resolves when each has heard its welcome, has been turned away, or comes too late. */
export async function connect(clients: Client[], server: Server, order: Connect): Promise<Connected> {
  const { from, to, window = Infinity, areStalled = false } = order;
  const load = watch(server.pid);
  const started = performance.now();
  const last = started + PATIENCE_MS;
  const waits = histogram();
  let next = from;
  let ready = 0;
  const bringIn = async (): Promise<void> => {
    while (next < to && performance.now() < last) {
      const index = next++;
      if (!areStalled && clients[index]!.isReady) {
        ready++;
        continue;
      }
      const client = new Client(index, clients[index]!.person, server);
      if (!areStalled) clients[index] = client;
      const tried = performance.now();
      if (!(await isIn(client, !areStalled, last - tried))) continue;
      ready++;
      record(waits, performance.now() - tried);
      if (areStalled) client.stall();
    }
  };
  await Promise.all(Array.from({ length: Math.min(window, to - from) }, bringIn));
  return {
    seconds: (performance.now() - started) / 1000,
    ready,
    waits: spread(waits),
    incidents: drainIncidents(),
    load: load(),
  };
}

export function isIn(client: Client, isCounted = true, patienceMs = PATIENCE_MS): Promise<boolean> {
  return new Promise((resolve) => {
    const late = setTimeout(() => resolve(false), patienceMs);
    const end = (isReady: boolean) => {
      clearTimeout(late);
      resolve(isReady);
    };
    client.onReady = () => end(true);
    void client.closed.then(() => end(false));
    void client.connect(isCounted);
  });
}
