// A peer of few words, that errs as FAULT says: so that we know that a trial sees it.
interface Said {
  roomId: string;
  clientId: string;
  text: string;
}

const fault = process.env["FAULT"];
const EVERYWHERE = "everywhere";

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
      const room = fault === "tells all" ? EVERYWHERE : said.roomId;
      if (fault !== "tells nobody") server.publish(room, `heard ${said.text}`);
      if (fault === "tells twice") server.publish(room, `heard ${said.text}`);
      if (fault === "refuses") socket.send("refused");
      if (fault === "ends") socket.close();
      if (fault !== "never acks") socket.send(`sent "${said.clientId}"`);
      if (fault === "acks twice") socket.send(`sent "${said.clientId}"`);
    },
  },
});
console.log(`ws://127.0.0.1:${server.port}`);
