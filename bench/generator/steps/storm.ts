import { clientIdOf, numberAt, textAt, textOf } from "../bytes/marks";
import { Client, messagesAt, type Server } from "../client";
import { drainIncidents } from "../counts/incidents";
import { watch } from "../counts/load";
import { histogram, record, spread } from "../counts/streams";
import type { Storm, Stormed } from "../orders";
import { isIn } from "./connect";

// Browsers fetch six at a time from one host; ten thousand of them more, but they are one process here.
const REQUESTS_AT_ONCE = 200;

/**
 * Every line is cut at once; while all are away something is said in each room; then all come back in the same moment,
 * compare the heads of their welcome with what they last heard, and fetch the rest, as the contract tells clients to.
 */
export async function storm(clients: Client[], server: Server, { from, to }: Storm): Promise<Stormed> {
  const before = new Map(server.rooms.map((room) => [room.id, room.head ?? 0]));
  for (let index = from; index < to; index++) {
    clients[index]!.drop();
    clients[index] = new Client(index, clients[index]!.person, server);
  }
  const said = await sayInAll(clients.slice(from, to), server);
  return comeBack(clients.slice(from, to), server, { before, said });
}

type Away = { before: Map<string, number>; said: Map<string, number> };

async function comeBack(clients: Client[], server: Server, { before, said }: Away): Promise<Stormed> {
  const load = watch(server.pid);
  const started = performance.now();
  const [back, caughtUp] = [histogram(), histogram()];
  let [fetched, missed] = [0, 0];
  const atOnce = gate(REQUESTS_AT_ONCE);
  const isCaughtUp = async (client: Client): Promise<void> => {
    if (!(await isIn(client))) return;
    record(back, performance.now() - started);
    const behind = client.heads.filter(([roomId, head]) => head > (before.get(roomId) ?? 0));
    for (const [roomId] of behind) {
      const heard = await atOnce(() => fetchAfter(client, server, roomId, before.get(roomId) ?? 0));
      fetched++;
      if (!heard.includes(said.get(roomId) ?? -1)) missed++;
    }
    record(caughtUp, performance.now() - started);
  };
  await Promise.all(clients.map(isCaughtUp));
  const seconds = (performance.now() - started) / 1000;
  const incidents = drainIncidents();
  return {
    seconds,
    fetched,
    missed,
    back: spread(back),
    caughtUp: spread(caughtUp),
    load: load(),
    incidents,
  };
}

/** One message a room, by one of its members; answers with their numbers. */
async function sayInAll(clients: Client[], server: Server): Promise<Map<string, number>> {
  const speakers = new Map(clients.flatMap((client) => client.person.rooms.map((id) => [id, client])));
  const atOnce = gate(REQUESTS_AT_ONCE);
  const said = [...speakers].map(([roomId, speaker]) => atOnce(() => post(speaker, server, roomId)));
  return new Map(await Promise.all(said));
}

async function post(client: Client, server: Server, roomId: string): Promise<[string, number]> {
  const room = server.rooms[server.places.get(roomId)!]!;
  const number = room.noteUnheard();
  const body = {
    clientId: clientIdOf(room.index, number, server.tag),
    text: textOf(room.index, number),
  };
  const response = await fetch(messagesAt(server, roomId), {
    method: "POST",
    headers: { ...client.headers, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${response.status} for what was said`);
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

/** Runs what it is given, so many at a time. */
function gate(howMany: number): <T>(work: () => Promise<T>) => Promise<T> {
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
