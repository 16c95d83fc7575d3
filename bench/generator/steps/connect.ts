import { Client, type Server } from "../client";
import { drainIncidents } from "../counts/incidents";
import { measureLoad } from "../counts/load";
import { histogram, record, summarize } from "../counts/streams";
import type { Connect, ConnectResult } from "../orders";

// The limit for all connections together, if a server stops answering.
const TIMEOUT_MS = 90_000;

/** Connects everyone who is not connected, `concurrency` at a time. Resolves when each is connected, was refused, or timed out. */
export async function connect(clients: Client[], server: Server, order: Connect): Promise<ConnectResult> {
  const { from, to, concurrency = Infinity, areStalled = false } = order;
  const load = measureLoad(server.pid);
  const started = performance.now();
  const deadline = started + TIMEOUT_MS;
  const latency = histogram();
  let next = from;
  let ready = 0;
  const connectNext = async (): Promise<void> => {
    while (next < to && performance.now() < deadline) {
      const index = next++;
      if (!areStalled && clients[index]!.isReady) {
        ready++;
        continue;
      }
      const client = new Client(index, clients[index]!.person, server);
      if (!areStalled) clients[index] = client;
      const tried = performance.now();
      if (!(await connected(client, !areStalled, deadline - tried))) continue;
      ready++;
      record(latency, performance.now() - tried);
      if (areStalled) client.stall();
    }
  };
  await Promise.all(Array.from({ length: Math.min(concurrency, to - from) }, connectNext));
  return {
    seconds: (performance.now() - started) / 1000,
    ready,
    latency: summarize(latency),
    incidents: drainIncidents(),
    load: load(),
  };
}

export function connected(client: Client, isCounted = true, timeoutMs = TIMEOUT_MS): Promise<boolean> {
  return new Promise((resolve) => {
    const late = setTimeout(() => resolve(false), timeoutMs);
    const end = (isReady: boolean) => {
      clearTimeout(late);
      resolve(isReady);
    };
    client.onReady = () => end(true);
    void client.closed.then(() => end(false));
    void client.connect(isCounted);
  });
}
