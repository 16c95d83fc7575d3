import { clientIdOf, textOf } from "../../bytes/marks";
import { type Client, messagesAt, type Server } from "../../client";
import { histogram, record, summarize } from "../../counts/streams";
import type { React, ReactResult } from "../../orders";
import { latencyStart, talk } from "../talk";

const EMOJI = encodeURIComponent("👍");
// The last changes of a large room are published up to a quarter of a second later.
const SETTLE_MS = 1000;

type Changed = { roomId: string; messages: { seq: number; reactions: { count: number }[] }[] };

/** Everyone in (from, to] reacts to one message of their room, in turn, while others talk. Open loop. */
export async function react(clients: Client[], server: Server, order: React): Promise<ReactResult> {
  const { from, to, nthRoom, ms, streams } = order;
  const [watcher, ...crowd] = clients.slice(from, to + 1) as [Client, ...Client[]];
  const roomId = watcher.person.rooms[nthRoom]!;
  const message = await say(watcher, server, roomId);
  const seen: { at: number; count: number }[] = [];
  watcher.onOther = (text) => {
    if (!text.startsWith('{"type":"messages.changed"')) return;
    const { roomId: changed, messages } = JSON.parse(text) as Changed;
    const count = messages.find(({ seq }) => seq === message)?.reactions[0]?.count;
    if (changed === roomId && count !== undefined) seen.push({ at: performance.now(), count });
  };
  const url = `${messagesAt(server, roomId)}/${message}/reactions`;
  const latency = histogram();
  let failed = 0;
  const one = async ({ headers }: Client, due: number): Promise<void> => {
    const response = await fetch(`${url}/${EMOJI}`, { method: "PUT", headers }).catch(() => null);
    if (response?.ok) record(latency, performance.now() - due);
    else failed++;
  };
  let start = 0;
  const all = async (): Promise<void> => {
    start = performance.now();
    const answers: Promise<void>[] = [];
    for (const [nth, client] of crowd.entries()) {
      const due = start + (nth * ms) / crowd.length;
      while (performance.now() < due) await Bun.sleep(1);
      answers.push(one(client, latencyStart(due, performance.now())));
    }
    await Promise.all(answers);
  };
  const [talked] = await Promise.all([talk(clients, server, { do: "talk", streams }), all()]);
  await Bun.sleep(SETTLE_MS);
  watcher.onOther = undefined;
  const response = await fetch(url, { headers: watcher.headers });
  const { reactions } = (await response.json()) as { reactions: { count: number }[] };
  return {
    talk: talked,
    latency: summarize(latency),
    failed,
    reacted: crowd.length,
    counted: reactions[0]?.count ?? 0,
    shown: seen.at(-1)?.count ?? 0,
    ...pace(
      seen.map(({ at }) => at),
      start,
    ),
  };
}

/** How many frames came since `start`, how many a second after the first, and at most within one second. */
function pace(
  times: number[],
  start: number,
): { frames: number; framesASecond: number; mostInASecond: number } {
  const last = times.at(-1) ?? start;
  const most = times.map((at, nth) => times.slice(nth).filter((other) => other < at + 1000).length);
  return {
    frames: times.length,
    framesASecond: last > start ? ((times.length - 1) * 1000) / (last - start) : 0,
    mostInASecond: Math.max(0, ...most),
  };
}

/** Returns its seq. */
async function say({ headers }: Client, server: Server, roomId: string): Promise<number> {
  const room = server.rooms[server.roomIndexes.get(roomId)!]!;
  const number = room.reserveNumber();
  const body = { clientId: clientIdOf(room.index, number, server.tag), text: textOf(room.index, number) };
  const response = await fetch(messagesAt(server, roomId), {
    method: "POST",
    headers: { ...headers, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${response.status} for a posted message`);
  return ((await response.json()) as { message: { seq: number } }).message.seq;
}
