// A minimal peer with the fault that FAULT names, to test that a trial finds it.
import { nextSeq } from "../frames";

interface SentMessage {
  roomId: string;
  clientId: string;
  text: string;
}

const fault = process.env["FAULT"];
const EVERYWHERE = "everywhere";
const heads = new Map<string, number>();

const server = Bun.serve({
  port: Number(process.env["PORT"]),
  hostname: "127.0.0.1",
  fetch: (request, self) => (self.upgrade(request) ? undefined : new Response(null, { status: 426 })),
  websocket: {
    message(socket, data) {
      const frame = JSON.parse(String(data)) as { rooms: string[] } | SentMessage;
      if ("rooms" in frame) {
        for (const room of [...frame.rooms, EVERYWHERE]) socket.subscribe(room);
        socket.send("in");
        return;
      }
      const { roomId, clientId, text } = frame;
      const room = fault === "delivers to all" ? EVERYWHERE : roomId;
      const seq = fault === "repeats a seq" ? 1 : nextSeq(heads, roomId);
      const message = `heard ${JSON.stringify({ roomId, seq, text })}`;
      if (fault !== "delivers to nobody") server.publish(room, message);
      if (fault === "delivers twice") server.publish(room, message);
      if (fault === "refuses") socket.send("refused");
      if (fault === "ends") socket.close();
      if (fault !== "never acks") socket.send(`sent "${clientId}"`);
      if (fault === "acks twice") socket.send(`sent "${clientId}"`);
    },
  },
});
console.log(`ws://127.0.0.1:${server.port}`);
