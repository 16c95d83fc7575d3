import { clientIdOf, numberAt, textAt, textOf } from "../bytes/marks";
import { Client, messagesAt, type Server } from "../client";
import { drainIncidents } from "../counts/incidents";
import { measureLoad } from "../counts/load";
import { histogram, record, summarize } from "../counts/streams";
import type { Storm, StormResult } from "../orders";
import { connected } from "./connect";

// A browser sends six requests at a time to one host. Ten thousand browsers would send more, but they are one process here.
const REQUESTS_AT_ONCE = 200;

/**
 * Drops every connection at once, and sends one message to each room while nobody is connected. Then all reconnect at the
 * same time, compare the heads in their welcome with the last seq they received, and fetch the rest, as the contract says.
 */
export async function storm(clients: Client[], server: Server, { from, to }: Storm): Promise<StormResult> {
  const before = new Map(server.rooms.map((room) => [room.id, room.head ?? 0]));
  for (let index = from; index < to; index++) {
    clients[index]!.drop();
    clients[index] = new Client(index, clients[index]!.person, server);
  }
  const sent = await postInEveryRoom(clients.slice(from, to), server);
  return reconnectAll(clients.slice(from, to), server, { before, sent });
}

type BeforeReconnect = { before: Map<string, number>; sent: Map<string, number> };

async function reconnectAll(
  clients: Client[],
  server: Server,
  { before, sent }: BeforeReconnect,
): Promise<StormResult> {
  const load = measureLoad(server.pid);
  const started = performance.now();
  const [reconnectTimes, catchUpTimes] = [histogram(), histogram()];
  let [fetched, missed] = [0, 0];
  const limit = concurrencyLimit(REQUESTS_AT_ONCE);
  const catchUp = async (client: Client): Promise<void> => {
    if (!(await connected(client))) return;
    record(reconnectTimes, performance.now() - started);
    const behind = client.heads.filter(([roomId, head]) => head > (before.get(roomId) ?? 0));
    for (const [roomId] of behind) {
      const received = await limit(() => fetchAfter(client, server, roomId, before.get(roomId) ?? 0));
      fetched++;
      if (!received.includes(sent.get(roomId) ?? -1)) missed++;
    }
    record(catchUpTimes, performance.now() - started);
  };
  await Promise.all(clients.map(catchUp));
  const seconds = (performance.now() - started) / 1000;
  const incidents = drainIncidents();
  return {
    seconds,
    fetched,
    missed,
    reconnectTimes: summarize(reconnectTimes),
    catchUpTimes: summarize(catchUpTimes),
    load: load(),
    incidents,
  };
}

/** Sends one message per room as one of its members. Returns the numbers of the messages. */
async function postInEveryRoom(clients: Client[], server: Server): Promise<Map<string, number>> {
  const senders = new Map(clients.flatMap((client) => client.person.rooms.map((id) => [id, client])));
  const limit = concurrencyLimit(REQUESTS_AT_ONCE);
  const sent = [...senders].map(([roomId, sender]) => limit(() => post(sender, server, roomId)));
  return new Map(await Promise.all(sent));
}

async function post(client: Client, server: Server, roomId: string): Promise<[string, number]> {
  const room = server.rooms[server.roomIndexes.get(roomId)!]!;
  const number = room.reserveNumber();
  const body = {
    clientId: clientIdOf(room.index, number, server.tag),
    text: textOf(room.index, number),
  };
  const response = await fetch(messagesAt(server, roomId), {
    method: "POST",
    headers: { ...client.headers, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${response.status} for a posted message`);
  return [roomId, number];
}

async function fetchAfter(client: Client, server: Server, roomId: string, after: number): Promise<number[]> {
  const response = await fetch(`${messagesAt(server, roomId)}?after=${after}&limit=200`, {
    headers: client.headers,
  });
  if (!response.ok) return [];
  const { messages } = (await response.json()) as { messages: { text: string }[] };
  return messages.map(({ text }) => {
    const bytes = Buffer.from(text);
    return numberAt(bytes, textAt(bytes, 0, bytes.length));
  });
}

/** Limits how many of the given functions run at a time. */
function concurrencyLimit(howMany: number): <T>(work: () => Promise<T>) => Promise<T> {
  let free = howMany;
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (free > 0) free--;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else free++;
    }
  };
}
