// A peer of few words, that errs as FAULT says: so that we know that a trial sees it.
import { next } from "../frames";

interface Said {
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
    message(socket, frame) {
      const said = JSON.parse(String(frame)) as { rooms: string[] } | Said;
      if ("rooms" in said) {
        for (const room of [...said.rooms, EVERYWHERE]) socket.subscribe(room);
        socket.send("in");
        return;
      }
      const { roomId, clientId, text } = said;
      const room = fault === "tells all" ? EVERYWHERE : roomId;
      const seq = fault === "numbers all alike" ? 1 : next(heads, roomId);
      const heard = `heard ${JSON.stringify({ roomId, seq, text })}`;
      if (fault !== "tells nobody") server.publish(room, heard);
      if (fault === "tells twice") server.publish(room, heard);
      if (fault === "refuses") socket.send("refused");
      if (fault === "ends") socket.close();
      if (fault !== "never acks") socket.send(`sent "${clientId}"`);
      if (fault === "acks twice") socket.send(`sent "${clientId}"`);
    },
  },
});
console.log(`ws://127.0.0.1:${server.port}`);
