// Socket.IO on Node, a chat as in its documentation: rooms, events, its own heartbeat. WebSocket only, no compression.
import { createServer } from "node:http";

import { Server } from "socket.io";

const http = createServer();
const io = new Server(http, { transports: ["websocket"], serveClient: false, maxHttpBufferSize: 64 * 1024 });
const heads = new Map();

io.on("connection", (socket) => {
  socket.on("hello", ({ token: userId, rooms }) => {
    socket.data.userId = userId;
    // The in-memory adapter joins synchronously.
    void socket.join(rooms);
    const standings = rooms.map((roomId) => [roomId, heads.get(roomId) ?? 0, heads.get(roomId) ?? 0, 0]);
    socket.emit("welcome", { userId, machine: "peer", version: "0", now: Date.now(), rooms: standings });
  });

  socket.on("message.send", ({ roomId, clientId, text }) => {
    const seq = (heads.get(roomId) ?? 0) + 1;
    heads.set(roomId, seq);
    const at = Date.now();
    socket.emit("message.sent", { roomId, clientId, seq, at });
    io.to(roomId).emit("message.new", {
      message: {
        roomId,
        seq,
        clientId,
        authorId: socket.data.userId,
        kind: "text",
        text,
        event: null,
        at,
        replyTo: null,
        mentions: [],
        attachments: [],
        reactions: [],
        editedAt: null,
        deletedAt: null,
        unread: (io.sockets.adapter.rooms.get(roomId)?.size ?? 0) - 1,
      },
    });
  });
});

http.listen(Number(process.env.PORT ?? 0), process.env.HOST ?? "127.0.0.1", () => {
  const { address, port } = http.address();
  console.log(`ws://${address}:${port}`);
});
