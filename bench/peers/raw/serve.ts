import type { Server, ServerWebSocket } from "bun";

import { type Hello, limits, type Send, welcome } from "../frames";

interface Visitor {
  userId: string;
}
export type Socket = ServerWebSocket<Visitor>;

interface Talk {
  heads: Map<string, number>;
  say: (socket: Socket, frame: Send) => void;
  /** What else it answers over HTTP. */
  answer?: (request: Request) => Response | undefined;
}

/** Bun's server and topics: whoever says hello hears the rooms they name. */
export function serve({ heads, say, answer }: Talk): Server<Visitor> {
  const server = Bun.serve<Visitor>({
    hostname: process.env["HOST"] ?? "127.0.0.1",
    port: process.env["PORT"] ?? 0,
    fetch(request, self) {
      const answered = answer?.(request);
      if (answered) return answered;
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
  return server;

  function greet(socket: Socket, hello: Hello): void {
    socket.data.userId = hello.token;
    for (const roomId of hello.rooms) socket.subscribe(roomId);
    socket.send(welcome(hello, heads));
  }
}
