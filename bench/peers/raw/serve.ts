import type { Server, ServerWebSocket } from "bun";

import { type Hello, limits, type Send, welcomeFrame } from "../frames";

interface SocketData {
  userId: string;
}
export type Socket = ServerWebSocket<SocketData>;

interface ServeOptions {
  heads: Map<string, number>;
  onMessage: (socket: Socket, frame: Send) => void;
  /** Answers other HTTP requests. */
  onRequest?: (request: Request) => Response | undefined;
}

/** Bun's server and topics: a hello subscribes the socket to the rooms that it names. */
export function serve({ heads, onMessage, onRequest }: ServeOptions): Server<SocketData> {
  const server = Bun.serve<SocketData>({
    hostname: process.env["HOST"] ?? "127.0.0.1",
    port: process.env["PORT"] ?? 0,
    fetch(request, self) {
      const response = onRequest?.(request);
      if (response) return response;
      const isUpgraded = self.upgrade(request, { data: { userId: "" } });
      return isUpgraded ? undefined : new Response("WebSocket only", { status: 400 });
    },
    websocket: {
      ...limits,
      message(socket, data) {
        const frame = JSON.parse(String(data)) as Hello | Send;
        if (frame.type === "hello") onHello(socket, frame);
        else if (frame.type === "message.send") onMessage(socket, frame);
      },
    },
  });
  console.log(`ws://${server.hostname}:${server.port}`);
  return server;

  function onHello(socket: Socket, hello: Hello): void {
    socket.data.userId = hello.token;
    for (const roomId of hello.rooms) socket.subscribe(roomId);
    socket.send(welcomeFrame(hello, heads));
  }
}
