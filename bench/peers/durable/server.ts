import { parseArgs } from "node:util";

import { heard, placed, type Said, type Send, sent } from "../frames";
import { serve, type Socket } from "../raw/serve";
import { open } from "./store";

// Bun's topics over SQLite: what is said within 4 ms is stored in one transaction, then acked, then published.
// With --ack-early MS it is told at once and stored that much later, with --drop N one delivery in N does not come: broken
// on purpose, for the bench to see.

const WINDOW_MS = 4;

type Job = Said & { socket: Socket };

const { values: flags } = parseArgs({
  options: { drop: { type: "string" }, "ack-early": { type: "string" } },
});
const earlyMs = Number(flags["ack-early"] ?? 0);
const dropOneIn = Number(flags.drop ?? 0);

const { store, heads: kept, clientIds } = open(process.env["DATA_DIR"] ?? "data");
const heads = kept();
let waiting: Job[] = [];

const server = serve({ heads, say, answer: history });

function history({ url }: Request): Response | undefined {
  const { pathname, searchParams } = new URL(url);
  return pathname === "/history" ? Response.json(clientIds(searchParams.get("room") ?? "")) : undefined;
}

function say(socket: Socket, frame: Send): void {
  const { userId: authorId } = socket.data;
  const said = placed(heads, frame, { authorId, hearers: server.subscriberCount(frame.roomId) });
  const job = { socket, ...said };
  if (waiting.length === 0) setTimeout(commit, earlyMs || WINDOW_MS);
  waiting.push(job);
  if (earlyMs > 0) ack(job);
}

function commit(): void {
  const batch = waiting;
  waiting = [];
  store(batch);
  if (earlyMs === 0) for (const job of batch) ack(job);
}

function ack(job: Job): void {
  job.socket.send(sent(job));
  const publisher = dropOneIn > 0 ? whoPublishes(job) : server;
  publisher.publish(job.roomId, heard(job));
}

let deliveries = 0;
const lastAuthors = new Map<string, Socket>();

/** Once in `dropOneIn` deliveries a socket of the room, which then is the only one in it that hears nothing. */
function whoPublishes({ roomId, socket }: Job): typeof server | Socket {
  const before = deliveries;
  deliveries += server.subscriberCount(roomId);
  const isDue = Math.floor(deliveries / dropOneIn) > Math.floor(before / dropOneIn);
  const leftOut = lastAuthors.get(roomId) ?? socket;
  lastAuthors.set(roomId, socket);
  return isDue && leftOut.readyState === WebSocket.OPEN ? leftOut : server;
}
