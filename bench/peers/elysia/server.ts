import { Elysia, t } from "elysia";

import { messageFrame, limits, assignSeq, ackFrame, welcomeFrame } from "../frames";

// Elysia's own `.ws`, as in its documentation: a schema for incoming frames, `ws.subscribe`, and
// `app.server.publish`. Frames go out as text, encoded once for the whole room.

const Hello = t.Object({ type: t.Literal("hello"), token: t.String(), rooms: t.Array(t.String()) });
const Send = t.Object({
  type: t.Literal("message.send"),
  roomId: t.String(),
  clientId: t.String(),
  text: t.String(),
});

const heads = new Map<string, number>();
const userIds = new Map<string, string>();

const app = new Elysia({ websocket: limits }).ws("/ws", {
  body: t.Union([Hello, Send]),
  message(ws, frame) {
    if (frame.type === "hello") {
      userIds.set(ws.id, frame.token);
      for (const roomId of frame.rooms) ws.subscribe(roomId);
      ws.send(welcomeFrame(frame, heads));
    } else {
      const subscribers = app.server?.subscriberCount(frame.roomId) ?? 0;
      const message = assignSeq(heads, frame, { authorId: userIds.get(ws.id) ?? "", subscribers });
      ws.send(ackFrame(message));
      app.server?.publish(message.roomId, messageFrame(message));
    }
  },
  close(ws) {
    userIds.delete(ws.id);
  },
});

app.listen(
  {
    hostname: process.env["HOST"] ?? "127.0.0.1",
    port: Number(process.env["PORT"] ?? 0),
    reusePort: false,
  },
  ({ hostname, port }) => console.log(`ws://${hostname}:${port}`),
);
