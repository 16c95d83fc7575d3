import { parseArgs } from "node:util";

import type { Server, ServerWebSocket } from "bun";

import { heard, type Hello, limits, next, type Said, type Send, sent, welcome } from "../frames";
import { open } from "./store";

// Bun's topics over SQLite: what is said within 4 ms is stored in one transaction, then acked, then published.
// With --ack-early MS it is told at once and stored that much later, with --drop N one delivery in N does not come: broken
// on purpose, for the bench to see.

const WINDOW_MS = 4;

interface Visitor {
  userId: string;
}
type Socket = ServerWebSocket<Visitor>;
type Job = Said & { socket: Socket };

const { values: flags } = parseArgs({
  options: { drop: { type: "string" }, "ack-early": { type: "string" } },
});
const earlyMs = Number(flags["ack-early"] ?? 0);
const dropOneIn = Number(flags.drop ?? 0);

const { store, heads: kept, clientIds } = open(process.env["DATA_DIR"] ?? "data");
const heads = kept();
let waiting: Job[] = [];

const server: Server<Visitor> = Bun.serve<Visitor>({
  hostname: process.env["HOST"] ?? "127.0.0.1",
  port: process.env["PORT"] ?? 0,
  fetch(request, self) {
    const { pathname, searchParams } = new URL(request.url);
    if (pathname === "/history") return Response.json(clientIds(searchParams.get("room") ?? ""));
    const isTaken = self.upgrade(request, { data: { userId: "" } });
    return isTaken ? undefined : new Response("WebSocket only", { status: 400 });
  },
  websocket: {
    ...limits,
    message(socket, data) {
      const frame = JSON.parse(String(data)) as Hello | Send;
      if (frame.type === "hello") greet(socket, frame);
      else if (frame.type === "message.send") take(socket, frame);
    },
  },
});
console.log(`ws://${server.hostname}:${server.port}`);

function greet(socket: Socket, hello: Hello): void {
  socket.data.userId = hello.token;
  for (const roomId of hello.rooms) socket.subscribe(roomId);
  socket.send(welcome(hello, heads));
}

function take(socket: Socket, { roomId, clientId, text }: Send): void {
  const job = {
    socket,
    roomId,
    clientId,
    text,
    seq: next(heads, roomId),
    authorId: socket.data.userId,
    at: Date.now(),
    unread: server.subscriberCount(roomId) - 1,
  };
  if (waiting.length === 0) setTimeout(commit, earlyMs || WINDOW_MS);
  waiting.push(job);
  if (earlyMs > 0) tell(job);
}

function commit(): void {
  const batch = waiting;
  waiting = [];
  store(batch);
  if (earlyMs === 0) for (const job of batch) tell(job);
}

function tell(job: Job): void {
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
