import { parseArgs } from "node:util";

import { messageFrame, assignSeq, type PeerMessage, type Send, ackFrame } from "../frames";
import { serve, type Socket } from "../raw/serve";
import { open } from "./store";

// Bun's topics with SQLite: the messages of 4 ms are stored in one transaction, then acked, then published. Two flags break
// it on purpose, to test the bench: --ack-early MS acks and publishes at once and stores MS later, --drop N drops one
// delivery in N.

const WINDOW_MS = 4;

type PendingMessage = PeerMessage & { socket: Socket };

const { values: flags } = parseArgs({
  options: { drop: { type: "string" }, "ack-early": { type: "string" } },
});
const earlyMs = Number(flags["ack-early"] ?? 0);
const dropOneIn = Number(flags.drop ?? 0);

const { store, heads: storedHeads, clientIds } = open(process.env["DATA_DIR"] ?? "data");
const heads = storedHeads();
let queue: PendingMessage[] = [];

const server = serve({ heads, onMessage, onRequest: history });

function history({ url }: Request): Response | undefined {
  const { pathname, searchParams } = new URL(url);
  return pathname === "/history" ? Response.json(clientIds(searchParams.get("room") ?? "")) : undefined;
}

function onMessage(socket: Socket, frame: Send): void {
  const { userId: authorId } = socket.data;
  const message = assignSeq(heads, frame, { authorId, subscribers: server.subscriberCount(frame.roomId) });
  const pending = { socket, ...message };
  if (queue.length === 0) setTimeout(commit, earlyMs || WINDOW_MS);
  queue.push(pending);
  if (earlyMs > 0) ack(pending);
}

function commit(): void {
  const batch = queue;
  queue = [];
  store(batch);
  if (earlyMs === 0) for (const pending of batch) ack(pending);
}

function ack(pending: PendingMessage): void {
  pending.socket.send(ackFrame(pending));
  const publisher = dropOneIn > 0 ? publisherFor(pending) : server;
  publisher.publish(pending.roomId, messageFrame(pending));
}

let deliveries = 0;
const lastAuthors = new Map<string, Socket>();

/** Usually the server. Once in `dropOneIn` deliveries it is a socket of the room: a socket publishes to all others, so that one misses the message. */
function publisherFor({ roomId, socket }: PendingMessage): typeof server | Socket {
  const before = deliveries;
  deliveries += server.subscriberCount(roomId);
  const isDue = Math.floor(deliveries / dropOneIn) > Math.floor(before / dropOneIn);
  const skipped = lastAuthors.get(roomId) ?? socket;
  lastAuthors.set(roomId, socket);
  return isDue && skipped.readyState === WebSocket.OPEN ? skipped : server;
}
