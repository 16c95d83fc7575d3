import type { Server, ServerWebSocket } from "bun";

import { heard, type Hello, limits, next, type Send, sent, welcome } from "../frames";

// Bun's topics and nothing else: what our server can at best come near to.

interface Visitor {
  userId: string;
}
type Socket = ServerWebSocket<Visitor>;

const heads = new Map<string, number>();

const server: Server<Visitor> = Bun.serve<Visitor>({
  hostname: process.env["HOST"] ?? "127.0.0.1",
  port: process.env["PORT"] ?? 0,
  fetch(request, self) {
    const isTaken = self.upgrade(request, { data: { userId: "" } });
    return isTaken ? undefined : new Response("WebSocket only", { status: 400 });
  },
  websocket: {
    ...limits,
    message(socket, data) {
      const frame = JSON.parse(String(data)) as Hello | Send;
      if (frame.type === "hello") greet(socket, frame);
      else if (frame.type === "message.send") say(socket, frame);
    },
  },
});
console.log(`ws://${server.hostname}:${server.port}`);

function greet(socket: Socket, hello: Hello): void {
  socket.data.userId = hello.token;
  for (const roomId of hello.rooms) socket.subscribe(roomId);
  socket.send(welcome(hello, heads));
}

function say(socket: Socket, { roomId, clientId, text }: Send): void {
  const said = {
    roomId,
    clientId,
    text,
    seq: next(heads, roomId),
    authorId: socket.data.userId,
    at: Date.now(),
    unread: server.subscriberCount(roomId) - 1,
  };
  socket.send(sent(said));
  // The sender hears it too: only `socket.publish` would leave them out.
  server.publish(roomId, heard(said));
}
